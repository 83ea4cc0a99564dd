using System.Globalization;

namespace ServeMulti.SearchLab.Simulation;

/// <summary>A simulated server. Loads are open (a rate) or closed (a number in flight).</summary>
internal abstract class ServerModel
{
    /// <summary>Gets the shape of the gamma distribution of gaps between arrivals; 1 is Poisson.</summary>
    public double Burstiness { get; init; } = 1;

    public abstract string Name { get; }

    /// <summary>Gets what tells the server from others of its kind, for people.</summary>
    protected abstract string Parameters { get; }

    /// <summary>Returns the model and its parameters.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name} {Parameters}{(Burstiness == 1 ? "" : $" gamma {Burstiness:0.##}")}");

    /// <summary>Simulates one run.</summary>
    /// <param name="rate">Requests per second; infinite: all at once.</param>
    /// <param name="concurrency">The most requests in flight.</param>
    /// <param name="prompts">How many requests.</param>
    /// <param name="speed">How fast the server works in this run.</param>
    /// <param name="draws">The randomness.</param>
    /// <param name="samples">Takes what was measured.</param>
    public void Run(double rate, int concurrency, int prompts, ServerSpeed speed, Draws draws, Samples samples)
    {
        samples.Resize(prompts);
        if (double.IsInfinity(rate))
        {
            samples.Arrivals.Clear();
        }
        else
        {
            DrawArrivals(rate, ref draws, samples.Arrivals);
        }

        Serve(Math.Min(concurrency, prompts), speed, ref draws, samples);
    }

    protected abstract void Serve(int concurrency, ServerSpeed speed, ref Draws draws, Samples samples);

    /// <summary>Draws gaps and stretches them so that the last request is sent after prompts/rate, as vLLM's client does.</summary>
    private void DrawArrivals(double rate, ref Draws draws, Span<double> arrivals)
    {
        double time = 0;
        for (int i = 0; i < arrivals.Length; i++)
        {
            time += draws.Gamma(Burstiness);
            arrivals[i] = time;
        }

        double stretch = arrivals.Length / rate / time;
        foreach (ref double arrival in arrivals)
        {
            arrival *= stretch;
        }
    }
}
