namespace ServeMulti.Simulation.Engine;

/// <summary>A continuous-batching engine as a pure model: no clock, no thread, the same requests give the same steps.</summary>
/// <remarks>
/// Every step first serves the running sequences in order of admission, then admits waiting ones, first come first served, while the
/// limits on sequences, batched tokens and KV cache allow. A long prompt is prefilled in chunks. The step that completes a prompt also
/// gives the first token of its answer, so an answer of L tokens takes L steps. Not safe for use by several threads.
/// </remarks>
internal sealed class BatchingEngine
{
    private readonly EngineOptions _options;
    private readonly CostModel _costs;
    private readonly PrefixCache _cache;
    private readonly List<EngineSequence> _running = [];
    private readonly Queue<EngineSequence> _waiting = new();
    private readonly EngineStep _step = new();
    private readonly int _kvBlocks;
    private int _waitingCount;
    private int _heldBlocks;
    private EngineCounters _totals;

    public BatchingEngine(EngineOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxNumSeqs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxNumBatchedTokens, options.MaxNumSeqs);
        _options = options;
        _costs = new CostModel(options);
        _cache = new PrefixCache(options.PrefixCacheTokens / EngineOptions.BlockTokens);
        _kvBlocks = options.KvCacheTokens == 0 ? int.MaxValue : options.KvCacheTokens / EngineOptions.BlockTokens;
    }

    /// <summary>Gets a value indicating whether a step would have anything to do.</summary>
    public bool HasWork => _running.Count > 0 || _waitingCount > 0;

    /// <summary>Gets the counters and the fill level of the engine.</summary>
    public EngineCounters Counters =>
        _totals with
        {
            Running = _running.Count,
            Waiting = _waitingCount,
            KvCacheUsage = _options.KvCacheTokens == 0 ? 0 : (double)_heldBlocks / _kvBlocks,
        };

    /// <summary>Returns whether a sequence of this length could ever be admitted.</summary>
    public bool Fits(EngineSequence sequence) => sequence.Blocks <= _kvBlocks;

    /// <summary>Puts the sequence at the end of the queue.</summary>
    public void Add(EngineSequence sequence)
    {
        if (!Fits(sequence))
        {
            throw new ArgumentException("The sequence is larger than the KV cache: it would block the queue for ever.", nameof(sequence));
        }

        _waiting.Enqueue(sequence);
        _waitingCount++;
    }

    /// <summary>Removes the sequence in any state except finished.</summary>
    public void Abort(EngineSequence sequence)
    {
        switch (sequence.State)
        {
            case SequenceState.Waiting:
                _waitingCount--;
                break;
            case SequenceState.Running:
                _running.Remove(sequence);
                _heldBlocks -= sequence.Blocks;
                break;
            default:
                return;
        }

        sequence.State = SequenceState.Aborted;
        _totals = _totals with { Aborted = _totals.Aborted + 1 };
    }

    /// <summary>Empties the prefix cache. Running sequences keep what they took from it.</summary>
    public void ResetPrefixCache() => _cache.Clear();

    /// <summary>Executes one step and returns it. Without work the step is empty and costs nothing.</summary>
    public EngineStep Advance()
    {
        _step.Clear();
        if (!HasWork)
        {
            return _step;
        }

        foreach (var sequence in _running)
        {
            Schedule(sequence);
        }

        AdmitWaiting();
        _step.Cost = _costs.NextStep(_step.PrefilledTokens, _step.Sequences);
        Complete();
        return _step;
    }

    private int Budget => _options.MaxNumBatchedTokens - _step.BatchedTokens;

    private void AdmitWaiting()
    {
        while (
            Budget > 0
            && _running.Count < _options.MaxNumSeqs
            && TryPeekWaiting(out var sequence)
            && sequence.Blocks <= _kvBlocks - _heldBlocks
        )
        {
            _waiting.Dequeue();
            _waitingCount--;
            _heldBlocks += sequence.Blocks;
            sequence.State = SequenceState.Running;
            _running.Add(sequence);
            TakeCachedPrefix(sequence);
            Schedule(sequence);
        }
    }

    private bool TryPeekWaiting([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out EngineSequence? sequence)
    {
        while (_waiting.TryPeek(out sequence))
        {
            if (sequence.State == SequenceState.Waiting)
            {
                return true;
            }

            _waiting.Dequeue();
        }

        return false;
    }

    private void TakeCachedPrefix(EngineSequence sequence)
    {
        if (!_options.EnablePrefixCaching)
        {
            return;
        }

        // The last token is always computed: the first token of the answer comes from it.
        var usable = Math.Min(sequence.BlockHashes.Length, (sequence.PromptTokens - 1) / EngineOptions.BlockTokens);
        sequence.CachedTokens = _cache.Match(sequence.BlockHashes.AsSpan(0, usable)) * EngineOptions.BlockTokens;
        sequence.PrefilledTokens = sequence.CachedTokens;
        _totals = _totals with
        {
            PrefixQueriedTokens = _totals.PrefixQueriedTokens + sequence.PromptTokens,
            PrefixHitTokens = _totals.PrefixHitTokens + sequence.CachedTokens,
        };
    }

    private void Schedule(EngineSequence sequence)
    {
        var missing = sequence.PromptTokens - sequence.PrefilledTokens;
        var tokens = Math.Min(Math.Max(missing, 1), Budget);
        if (tokens == 0)
        {
            return;
        }

        _step.Sequences++;
        _step.BatchedTokens += tokens;
        if (missing > 0)
        {
            sequence.PrefilledTokens += tokens;
            _step.Prefill(sequence, tokens);
        }

        if (sequence.PrefilledTokens == sequence.PromptTokens)
        {
            _step.Emit(sequence);
        }
    }

    private void Complete()
    {
        var prompts = 0;
        foreach (var sequence in _step.Prefilled)
        {
            if (_options.EnablePrefixCaching)
            {
                var ready = Math.Min(sequence.BlockHashes.Length, sequence.PrefilledTokens / EngineOptions.BlockTokens);
                _cache.Add(sequence.BlockHashes.AsSpan(0, ready));
            }

            prompts += sequence.PrefilledTokens == sequence.PromptTokens ? sequence.PromptTokens : 0;
        }

        var finished = 0;
        foreach (var sequence in _step.Emitted)
        {
            if (++sequence.GeneratedTokens == sequence.AnswerTokens)
            {
                sequence.State = SequenceState.Finished;
                _heldBlocks -= sequence.Blocks;
                finished++;
            }
        }

        if (finished > 0)
        {
            _running.RemoveAll(static sequence => sequence.State == SequenceState.Finished);
        }

        _totals = _totals with
        {
            PromptTokens = _totals.PromptTokens + prompts,
            GenerationTokens = _totals.GenerationTokens + _step.Emitted.Count,
            Finished = _totals.Finished + finished,
            Steps = _totals.Steps + 1,
            BusyTime = _totals.BusyTime + _step.Cost,
        };
    }
}
