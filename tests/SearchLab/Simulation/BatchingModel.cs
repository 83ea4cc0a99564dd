using System.Globalization;

namespace ServeMulti.SearchLab.Simulation;

/// <summary>Continuous batching: in every step each running sequence makes one token; a step costs a base, a share per sequence and the prefill of those that join.</summary>
internal sealed class BatchingModel(int maxSequences, double stepBase, double stepPerSequence, double prefill, double meanTokens, double tokenShape) : ServerModel
{
    [ThreadStatic]
    private static MinHeap? _running;

    public override string Name => "batching";

    protected override string Parameters => string.Create(CultureInfo.InvariantCulture,
        $"({maxSequences} sequences, step {1000 * stepBase:0.#} + {1000 * stepPerSequence:0.###} ms each, prefill {1000 * prefill:0.#} ms, {meanTokens:0} tokens, shape {tokenShape:0.##})");

    protected override void Serve(int concurrency, ServerSpeed speed, ref Draws draws, Samples samples)
    {
        MinHeap running = _running ??= new();
        running.Clear();
        Span<double> arrivals = samples.Arrivals;
        int sent = 0;
        int admitted = 0;
        int done = 0;
        double time = 0;
        double steps = 0;
        while (done < arrivals.Length)
        {
            sent = Send(arrivals, sent, done, concurrency, time);
            if (admitted == sent && running.Count == 0)
            {
                time = Math.Max(time, arrivals[sent]);
                sent = Send(arrivals, sent, done, concurrency, time);
            }

            // Sequences join between steps; the step in which they join makes their first token.
            int joined = 0;
            while (admitted < sent && running.Count < maxSequences)
            {
                running.Push(steps + Math.Max(1, Math.Round(meanTokens * draws.Gamma(tokenShape))), admitted++);
                joined++;
            }

            double step = stepBase + (stepPerSequence * running.Count);
            time = speed.After(time, prefill * joined);
            double untilNext = admitted < sent || sent >= arrivals.Length || sent - done >= concurrency ? double.PositiveInfinity
                : running.Count < maxSequences ? Math.Ceiling(Math.Max(0, speed.WorkBetween(time, arrivals[sent])) / step) : double.PositiveInfinity;
            double count = joined > 0 ? 1 : Math.Max(1, Math.Min(running.Top - steps, untilNext));
            steps += count;
            time = speed.After(time, count * step);
            for (int j = admitted - joined; j < admitted; j++)
            {
                samples.FirstToken[j] = time - arrivals[j];
            }

            while (running.Count > 0 && running.Top <= steps)
            {
                running.Pop(out int finished);
                samples.Latency[finished] = time - arrivals[finished];
                done++;
            }
        }

        samples.Duration = time;
    }

    /// <summary>Sends what is due; in a closed loop a request is sent when one before it is answered.</summary>
    private static int Send(Span<double> arrivals, int sent, int done, int concurrency, double time)
    {
        while (sent < arrivals.Length && sent - done < concurrency && arrivals[sent] <= time)
        {
            if (concurrency < arrivals.Length)
            {
                arrivals[sent] = arrivals[sent] == 0 ? time : arrivals[sent];
            }

            sent++;
        }

        return sent;
    }
}
