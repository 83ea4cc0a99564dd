using LLama.Native;
using ServeMulti.LlamaEngine.Model;

namespace ServeMulti.LlamaEngine.Decoding;

/// <summary>
/// Continuous batching on a thread of its own: each step evaluates one token of every request that is being answered and, with the room
/// that remains, prompts of those that were let in. A request is let in as soon as a slot is free, in the order of coming.
/// </summary>
internal sealed class DecodeLoop : IDisposable
{
    private readonly LoadedModel _model;
    private readonly int _batchSize;
    private readonly Slot[] _slots;
    private readonly LLamaBatch _batch = new();
    private readonly Queue<Sequence> _waiting = new();
    private readonly object _lock = new();
    private readonly Thread _thread;
    private readonly TaskCompletionSource<Exception> _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isStopping;
    private long _promptTokens;
    private long _answerTokens;
    private long _finished;
    private long _cancelled;
    private long _steps;

    public DecodeLoop(LoadedModel model, EngineOptions options)
    {
        _model = model;
        _batchSize = options.BatchSize;
        _slots = [.. Enumerable.Range(0, options.Parallel).Select(number => new Slot(number))];
        _thread = new Thread(Run) { Name = "decoding" };
        _thread.Start();
    }

    /// <summary>Gets a task that ends where the engine failed.</summary>
    public Task<Exception> Failure => _failure.Task;

    public Counters Read()
    {
        lock (_lock)
        {
            return new(_slots.Count(slot => !slot.IsFree), _waiting.Count, _promptTokens, _answerTokens, _finished, _cancelled, _steps);
        }
    }

    public void Add(Sequence sequence)
    {
        lock (_lock)
        {
            if (_isStopping)
            {
                sequence.Fail(Stopped());
                return;
            }

            _waiting.Enqueue(sequence);
            Monitor.Pulse(_lock);
        }
    }

    /// <summary>Cuts all answers, and lets the thread end.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _isStopping = true;
            Monitor.Pulse(_lock);
        }
    }

    public void Dispose()
    {
        Stop();
        _thread.Join();
    }

    private static OperationCanceledException Stopped() => new("The server stops.");

    private void Run()
    {
        Exception end = Stopped();
        try
        {
            while (Admit())
            {
                Step();
            }
        }
        catch (Exception exception)
        {
            end = exception;
            _failure.TrySetResult(exception);
        }

        FailAll(end);
    }

    /// <summary>Frees the slots whose client has gone, fills the free ones, and waits where all stay free; false where the loop is to
    /// end.</summary>
    private bool Admit()
    {
        lock (_lock)
        {
            while (!_isStopping)
            {
                foreach (var slot in _slots.Where(slot => slot.Sequence is { IsCancelled: true }))
                {
                    _cancelled++;
                    Free(slot);
                }

                foreach (var slot in _slots.Where(slot => slot.IsFree))
                {
                    if (NextWaiting() is { } sequence)
                    {
                        slot.Take(sequence);
                    }
                }

                if (_slots.Any(slot => !slot.IsFree))
                {
                    return true;
                }

                Monitor.Wait(_lock);
            }

            return false;
        }
    }

    private Sequence? NextWaiting()
    {
        while (_waiting.TryDequeue(out var sequence))
        {
            if (!sequence.IsCancelled)
            {
                return sequence;
            }

            _cancelled++;
        }

        return null;
    }

    private void Step()
    {
        Slot[] taken = [.. _slots.Where(slot => !slot.IsFree)];
        var promptTokens = FillBatch(taken);
        var result = _model.Context.Decode(_batch);
        if (result != DecodeResult.Ok)
        {
            throw new InvalidOperationException($"llama.cpp could not evaluate a batch of {_batch.TokenCount} tokens: {result}.");
        }

        Slot[] drawn = [.. taken.Where(slot => slot.LogitsIndex >= 0)];
        Slot[] ended = [.. drawn.Where(slot => slot.Sequence!.Decode(_model.Context.GetLogitsIth(slot.LogitsIndex)))];
        lock (_lock)
        {
            _steps++;
            _promptTokens += promptTokens;
            _answerTokens += drawn.Length;
            _finished += ended.Length;
            Array.ForEach(ended, Free);
        }
    }

    /// <summary>Makes the batch of a step, and returns how many tokens of prompts are in it.</summary>
    private int FillBatch(Slot[] taken)
    {
        _batch.Clear();
        foreach (var slot in taken.Where(slot => slot.PromptLeft == 0))
        {
            slot.LogitsIndex = _batch.Add(slot.Sequence!.Last, slot.Position++, (LLamaSeqId)slot.Number, logits: true);
        }

        var answerTokens = _batch.TokenCount;
        foreach (var slot in taken.Where(slot => slot.PromptLeft > 0))
        {
            AddPrompt(slot);
        }

        return _batch.TokenCount - answerTokens;
    }

    /// <summary>Adds as much of a prompt as the step has room for.</summary>
    private void AddPrompt(Slot slot)
    {
        slot.LogitsIndex = -1;
        var count = Math.Min(slot.PromptLeft, _batchSize - _batch.TokenCount);
        for (var i = 0; i < count; i++)
        {
            var token = slot.Sequence!.Prompt[slot.Position++];
            var isLast = slot.PromptLeft == 0;
            var index = _batch.Add(token, slot.Position - 1, (LLamaSeqId)slot.Number, isLast);
            slot.LogitsIndex = isLast ? index : -1;
        }
    }

    private void Free(Slot slot)
    {
        _model.Context.MemorySequenceRemove((LLamaSeqId)slot.Number, -1, -1);
        slot.Free();
    }

    private void FailAll(Exception cause)
    {
        lock (_lock)
        {
            _isStopping = true;
            foreach (var sequence in _slots.Select(slot => slot.Sequence).OfType<Sequence>().Concat(_waiting))
            {
                sequence.Fail(cause);
            }

            _waiting.Clear();
        }
    }
}
