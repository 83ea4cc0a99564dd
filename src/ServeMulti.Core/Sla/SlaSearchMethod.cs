namespace ServeMulti.Sla;

/// <summary>How a search goes from what was measured to the next load.</summary>
public enum SlaSearchMethod
{
    /// <summary>One run per load, steps that aim at each criterion's own root, a monotone fit over all runs, and a longer confirmation of
    /// the answer.</summary>
    Adaptive,

    /// <summary>Doubling, then bisection of whole numbers, with all runs at every load: the original's search with its faults
    /// fixed.</summary>
    Bisection,
}
