using System.Threading.Tasks.Sources;
using ServeMulti.Simulation.Engine;

namespace ServeMulti.Simulation.Realtime;

/// <summary>A sequence whose tokens one HTTP handler awaits while the engine's thread delivers them.</summary>
internal sealed class LiveSequence : EngineSequence, IValueTaskSource
{
    private readonly Lock _gate = new();
    private readonly bool _wakeForEachToken;
    private ManualResetValueTaskSourceCore<bool> _wake = new() { RunContinuationsAsynchronously = true };
    private int _delivered;
    private int _taken;
    private bool _cut;
    private bool _isAwaited;

    /// <param name="promptTokens">The length of the prompt.</param>
    /// <param name="answerTokens">The length of the answer.</param>
    /// <param name="blockHashes">The hashes of the prompt's blocks.</param>
    /// <param name="wakeForEachToken">False if the handler needs only the whole answer.</param>
    public LiveSequence(int promptTokens, int answerTokens, ulong[] blockHashes, bool wakeForEachToken)
        : base(promptTokens, answerTokens, blockHashes) => _wakeForEachToken = wakeForEachToken;

    /// <summary>Completes when there are tokens to take, or none will come any more.</summary>
    public ValueTask WaitAsync()
    {
        lock (_gate)
        {
            if (HasNews)
            {
                return ValueTask.CompletedTask;
            }

            _isAwaited = true;
            return new ValueTask(this, _wake.Version);
        }
    }

    /// <summary>Takes all tokens delivered since the last call.</summary>
    /// <returns>How many, and whether the answer was cut off because the server stops.</returns>
    public (int Count, bool IsCut) Take()
    {
        lock (_gate)
        {
            var count = _delivered - _taken;
            _taken = _delivered;
            return (count, _cut);
        }
    }

    /// <summary>Delivers one token; called by the engine's thread.</summary>
    internal void Deliver()
    {
        lock (_gate)
        {
            _delivered++;
            Wake();
        }
    }

    /// <summary>Signals that no more tokens will come.</summary>
    internal void Cut()
    {
        lock (_gate)
        {
            _cut = true;
            Wake();
        }
    }

    private bool HasNews => _cut || _delivered == AnswerTokens || (_wakeForEachToken && _delivered > _taken);

    private void Wake()
    {
        if (_isAwaited && HasNews)
        {
            _isAwaited = false;
            _wake.SetResult(true);
        }
    }

    void IValueTaskSource.GetResult(short token)
    {
        _wake.GetResult(token);
        _wake.Reset();
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _wake.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _wake.OnCompleted(continuation, state, token, flags);
}
