using System.Globalization;

namespace ServeMulti.Testing.Simulation;

/// <summary>A server with continuous batching: in every step each running request makes one token; a step costs a base, a share per
/// request, and the prefill of those that join.</summary>
/// <remarks>There is no formula for it: the truth is simulated.</remarks>
public sealed class BatchingModel : ServerModel
{
    [ThreadStatic]
    private static MinHeap? _running;

    private readonly int _maxSequences = 32;
    private readonly double _stepSeconds = 0.01;
    private readonly double _stepSecondsPerSequence = 0.0002;
    private readonly double _prefillSeconds = 0.002;
    private readonly double _meanTokens = 64;
    private readonly double _tokenShape = 4;

    /// <summary>Gets how many requests run at once at most, at least 1; default 32. The others wait.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxSequences
    {
        get => _maxSequences;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _maxSequences = value;
        }
    }

    /// <summary>Gets the seconds of a step without its requests, above 0; default 0.01.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a number above 0.</exception>
    public double StepSeconds
    {
        get => _stepSeconds;
        init => _stepSeconds = ServerModelCheck.ThrowIfNotPositive(value);
    }

    /// <summary>Gets the seconds that each running request adds to a step, at least 0; default 0.0002.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a number of at least 0.</exception>
    public double StepSecondsPerSequence
    {
        get => _stepSecondsPerSequence;
        init => _stepSecondsPerSequence = ServerModelCheck.ThrowIfNegative(value);
    }

    /// <summary>Gets the seconds that the prompt of a request adds to the step in which it joins, at least 0; default 0.002.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a number of at least 0.</exception>
    public double PrefillSeconds
    {
        get => _prefillSeconds;
        init => _prefillSeconds = ServerModelCheck.ThrowIfNegative(value);
    }

    /// <summary>Gets the mean number of tokens of an answer, above 0; default 64. An answer has at least one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a number above 0.</exception>
    public double MeanTokens
    {
        get => _meanTokens;
        init => _meanTokens = ServerModelCheck.ThrowIfNotPositive(value);
    }

    /// <summary>Gets the shape of the gamma distribution of the number of tokens, above 0; default 4. A larger one is more regular: the
    /// coefficient of variation is one over its square root.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a number above 0.</exception>
    public double TokenShape
    {
        get => _tokenShape;
        init => _tokenShape = ServerModelCheck.ThrowIfNotPositive(value);
    }

    internal override string Name => "batching";

    private protected override string Parameters =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"({MaxSequences} sequences, step {1000 * StepSeconds:0.#} + {1000 * StepSecondsPerSequence:0.###} ms each, prefill {1000 * PrefillSeconds:0.#} ms, {MeanTokens:0} tokens, shape {TokenShape:0.##})"
        );

    private protected override void Serve(int concurrency, ServerSpeed speed, ref Draws draws, Samples samples)
    {
        var running = _running ??= new();
        running.Clear();
        var arrivals = samples.Arrivals;
        var sent = 0;
        var admitted = 0;
        var done = 0;
        double time = 0;
        double steps = 0;
        double freedAt = 0;
        while (done < arrivals.Length)
        {
            sent = Send(arrivals, sent, done, concurrency, time, freedAt);
            if (admitted == sent && running.Count == 0)
            {
                time = Math.Max(time, arrivals[sent]);
                sent = Send(arrivals, sent, done, concurrency, time, freedAt);
            }

            // Sequences join between steps; the step in which they join makes their first token.
            var joined = 0;
            while (admitted < sent && running.Count < MaxSequences)
            {
                running.Push(steps + Math.Max(1, Math.Round(MeanTokens * draws.Gamma(TokenShape))), admitted++);
                joined++;
            }

            var step = StepSeconds + (StepSecondsPerSequence * running.Count);
            time = speed.After(time, PrefillSeconds * joined);
            var untilNext =
                admitted < sent || sent >= arrivals.Length || sent - done >= concurrency ? double.PositiveInfinity
                : running.Count < MaxSequences ? Math.Ceiling(Math.Max(0, speed.WorkBetween(time, arrivals[sent])) / step)
                : double.PositiveInfinity;
            var count = joined > 0 ? 1 : Math.Max(1, Math.Min(running.Top - steps, untilNext));
            steps += count;
            time = speed.After(time, count * step);
            for (var j = admitted - joined; j < admitted; j++)
            {
                samples.FirstToken[j] = time - arrivals[j];
            }

            if (sent - done == concurrency && running.Top <= steps)
            {
                freedAt = time;
            }

            while (running.Count > 0 && running.Top <= steps)
            {
                running.Pop(out var finished);
                samples.Latency[finished] = time - arrivals[finished];
                done++;
            }
        }

        samples.Duration = time;
    }

    /// <summary>Sends what is due; where as many as may be are in flight, a request is sent when one before it is answered.</summary>
    private static int Send(Span<double> arrivals, int sent, int done, int concurrency, double time, double freedAt)
    {
        while (sent < arrivals.Length && sent - done < concurrency && arrivals[sent] <= time)
        {
            arrivals[sent] = Math.Max(arrivals[sent], freedAt);
            sent++;
        }

        return sent;
    }
}
