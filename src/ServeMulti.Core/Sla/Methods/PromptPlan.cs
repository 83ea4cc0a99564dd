namespace ServeMulti.Sla.Methods;

/// <summary>Computes the number of prompts of a run. A fixed number does not show that a load is sustained, because a short burst at any
/// rate passes.</summary>
internal sealed class PromptPlan(LoadVariable variable, SlaSearchOptions options)
{
    /// <summary>Loads far above capacity need no more prompts than this multiple of it: the backlog is plain long before.</summary>
    private const double MostOverCapacity = 1.5;

    /// <summary>Gets or sets how long runs must last to show whether a rate is sustained, in seconds; 0: no longer than any.</summary>
    public double SecondsToTell { get; set; }

    public int ForBurst => options.BasePrompts;

    /// <summary>Returns the prompts of a run.</summary>
    /// <param name="load">The load.</param>
    /// <param name="capacity">The throughput in req/s that the server is known to reach; 0 if it is not known.</param>
    /// <param name="boost">How many times longer than needed the run is.</param>
    public int For(double load, double capacity, double boost = 1)
    {
        if (options.FixedPrompts)
        {
            return options.BasePrompts;
        }

        var toTell = Math.Min(load, MostOverCapacity * Known(capacity)) * SecondsToTell;
        return (int)Math.Min(int.MaxValue, Math.Ceiling(Math.Max(boost * Shortest(load, capacity), toTell) - 1e-9));
    }

    /// <summary>Returns the prompts of the shortest run at a load.</summary>
    /// <param name="load">The load.</param>
    /// <param name="capacity">The throughput in req/s that the server is known to reach; 0 if it is not known.</param>
    public double Shortest(double load, double capacity) =>
        Math.Max(
            options.BasePrompts,
            variable.IsConcurrency
                    ? Math.Min(options.PromptsPerConcurrency * load, Math.Max(2 * load, Known(capacity) * options.MaxRunTime.TotalSeconds))
                : variable.IsRate ? Math.Min(load, MostOverCapacity * Known(capacity)) * options.RunTime.TotalSeconds
                : 0
        );

    private static double Known(double capacity) => capacity > 0 ? capacity : double.PositiveInfinity;
}
