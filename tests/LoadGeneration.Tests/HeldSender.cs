using ServeMulti.LoadGeneration.Prompts;
using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration;

/// <summary>A sender that holds every request until the test has it answered.</summary>
internal sealed class HeldSender : IRequestSender
{
    private readonly Dictionary<int, TaskCompletionSource> _held = [];
    private readonly Dictionary<int, RequestTrace> _traces = [];

    public List<int> Sent { get; } = [];

    public List<int> Abandoned { get; } = [];

    public int Holding => _held.Count;

    public async Task SendAsync(LoadRequest request, RequestTrace trace, CancellationToken cancellationToken)
    {
        trace.MarkSent(request);
        Sent.Add(request.Index);
        var answer = new TaskCompletionSource();
        _held[request.Index] = answer;
        _traces[request.Index] = trace;
        using var registration = cancellationToken.Register(() => answer.TrySetCanceled());
        try
        {
            await answer.Task.ConfigureAwait(false);
            trace.Complete();
        }
        catch (OperationCanceledException)
        {
            Abandoned.Add(request.Index);
            trace.Fail(new(RequestFailureReason.Abandoned, "abandoned"));
        }
    }

    /// <summary>Sends one token of an answer.</summary>
    public void SendToken(int index) => _traces[index].MarkToken();

    /// <summary>Completes an answer; what the session does about it is done when the call returns.</summary>
    public void Answer(int index)
    {
        _held.Remove(index, out var answer);

        // Continuations run within the call only where there is no context of the test runner's.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            answer!.SetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}

/// <summary>Prompts that only carry their number.</summary>
internal sealed class NumberedPrompts : IPromptSource
{
    public LoadRequest Create(int index) => new(index, $"prompt {index}", 2, 3);
}
