namespace ServeMulti.Launching;

/// <summary>Answers by a script, one step a question; the last step answers all that follow.</summary>
internal sealed class FakeProbe : IReadinessProbe
{
    private readonly Func<CancellationToken, Task<bool>>[] _steps;

    public FakeProbe(params Func<CancellationToken, Task<bool>>[] steps) => _steps = steps;

    /// <summary>Gets the number of the first question, from 1, that is answered by a refusal.</summary>
    public int RefusesFrom { get; init; } = int.MaxValue;

    public int Asked { get; private set; }

    public List<(Uri Endpoint, ServerProfile Profile)> Questions { get; } = [];

    public static Func<CancellationToken, Task<bool>> Answer(bool isReady) => _ => Task.FromResult(isReady);

    public async Task<ReadinessAnswer> ProbeAsync(ReadinessRequest request, CancellationToken cancellationToken = default)
    {
        Questions.Add((request.Endpoint, request.Profile));
        var step = _steps[Math.Min(Asked++, _steps.Length - 1)];
        return new ReadinessAnswer(await step(cancellationToken), $"answer {Asked}") { IsRefused = Asked >= RefusesFrom };
    }
}
