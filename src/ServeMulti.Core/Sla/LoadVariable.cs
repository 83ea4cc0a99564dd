namespace ServeMulti.Sla;

/// <summary>What a search varies: how fast requests are sent, or how many are in flight.</summary>
public sealed class LoadVariable
{
    private const double LeastRate = 1e-9;

    private LoadVariable(string name, string unit, bool isWhole)
    {
        Name = name;
        Unit = unit;
        IsWhole = isWhole;
    }

    /// <summary>Gets the request rate, in requests per second; real numbers.</summary>
    public static LoadVariable RequestRate { get; } = new(LoadEstimate.RequestRate, "req/s", isWhole: false);

    /// <summary>Gets the number of requests in flight; whole numbers.</summary>
    public static LoadVariable MaxConcurrency { get; } = new(LoadEstimate.MaxConcurrency, "requests in flight", isWhole: true);

    /// <summary>Gets the name of the benchmark option: <c>request_rate</c> or <c>max_concurrency</c>.</summary>
    public string Name { get; }

    /// <summary>Gets the unit for messages.</summary>
    public string Unit { get; }

    /// <summary>Gets whether loads are whole numbers.</summary>
    public bool IsWhole { get; }

    /// <summary>Finds a load variable by its name.</summary>
    /// <param name="name"><c>request_rate</c> or <c>max_concurrency</c>.</param>
    /// <exception cref="InvalidInputException">There is no such load variable.</exception>
    public static LoadVariable Parse(string name) => name switch
    {
        LoadEstimate.RequestRate => RequestRate,
        LoadEstimate.MaxConcurrency => MaxConcurrency,
        _ => throw new InvalidInputException($"The load variable is \"{name}\": it must be request_rate or max_concurrency."),
    };

    /// <summary>Rounds a load to what can be run: four digits of a rate of at least 1e-9 req/s (one request in 30 years), a whole number of at least 1 in flight.</summary>
    /// <param name="load">The load.</param>
    /// <param name="toWhole">How to round to a whole number; null: to the nearest.</param>
    internal double Round(double load, Func<double, double>? toWhole = null)
    {
        toWhole ??= Math.Round;
        if (IsWhole)
        {
            return Math.Max(1, toWhole(load));
        }

        // A unit next to 0 has no inverse.
        load = Math.Max(LeastRate, load);
        double unit = Math.Pow(10, Math.Floor(Math.Log10(load)) - 3);
        return unit >= 1 ? toWhole(load / unit) * unit : toWhole(load * Math.Round(1 / unit)) / Math.Round(1 / unit);
    }

    /// <summary>Returns <see cref="Name"/>.</summary>
    public override string ToString() => Name;
}
