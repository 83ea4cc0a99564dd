using ServeMulti.Benchmarking;
using ServeMulti.Parameters;

namespace ServeMulti.Sla;

/// <summary>What a search varies: how fast requests are sent, how many are in flight, or something of the host's own, such as a batch
/// size.</summary>
/// <remarks>The larger the load, the harder it must be for the server to meet an SLA.</remarks>
/// <example>
/// <code>
/// var searcher = new SlaSearcher(LoadVariable.Whole("batch_size", largest: 512), (run, token) => MeasureAsync((int)run.Load, token));
/// </code>
/// </example>
public sealed class LoadVariable
{
    private const double LeastRate = 1e-9;

    private LoadVariable(string name, string unit, bool isWhole, double? smallest = null, double? largest = null)
    {
        Name = name;
        Unit = unit;
        IsWhole = isWhole;
        Smallest = smallest;
        Largest = largest;
    }

    /// <summary>Gets the request rate, in requests per second; real numbers.</summary>
    public static LoadVariable RequestRate { get; } = new(ResultKeys.RequestRate, "req/s", isWhole: false);

    /// <summary>Gets the number of requests in flight; whole numbers.</summary>
    public static LoadVariable MaxConcurrency { get; } = new(ResultKeys.MaxConcurrency, "requests in flight", isWhole: true);

    /// <summary>Gets the name of the benchmark option, such as <c>request_rate</c>.</summary>
    public string Name { get; }

    /// <summary>Gets the unit for messages; the name where a variable of the host's own has none.</summary>
    public string Unit { get; }

    /// <summary>Gets whether loads are whole numbers.</summary>
    public bool IsWhole { get; }

    /// <summary>Gets whether loads are requests per second, which a server sustains or not.</summary>
    internal bool IsRate => ReferenceEquals(this, RequestRate);

    /// <summary>Gets whether loads are requests in flight.</summary>
    internal bool IsConcurrency => ReferenceEquals(this, MaxConcurrency);

    /// <summary>Gets whether it is one of the two that ServeMulti knows.</summary>
    internal bool IsBuiltIn => IsRate || IsConcurrency;

    /// <summary>Gets the smallest load of a variable of the host's own; null for the two that are built in.</summary>
    internal double? Smallest { get; }

    /// <summary>Gets the largest load of a variable of the host's own; null for the two that are built in.</summary>
    internal double? Largest { get; }

    /// <summary>Creates a variable of the host's own whose loads are whole numbers, such as a batch size.</summary>
    /// <remarks>
    /// A search begins with a run at <paramref name="largest"/>, which must be safe to run. A run has
    /// <see cref="SlaSearchOptions.BasePrompts"/> prompts whatever its load, up to
    /// <see cref="SlaSearchOptions.ConfirmFactor"/> times as many where it confirms an answer, and is judged by the SLA and by failed
    /// requests alone: whether a server sustains a load is a question of request rates.
    /// </remarks>
    /// <param name="name">The name: an option of the benchmark command, or what a runner of the host's own reads from the parameters of a
    /// request.</param>
    /// <param name="largest">The largest load of interest, a whole number.</param>
    /// <param name="smallest">The smallest load of interest, a whole number of at least 1; the default is 1.</param>
    /// <param name="unit">The unit for messages, such as <c>sequences</c>; optional.</param>
    /// <exception cref="InvalidInputException">The name is not that of an option, or is used by ServeMulti itself; or there is no load from
    /// <paramref name="smallest"/> to <paramref name="largest"/>.</exception>
    public static LoadVariable Whole(string name, long largest, long smallest = 1, string? unit = null) =>
        Create(name, unit, isWhole: true, smallest, largest);

    /// <summary>Creates a variable of the host's own whose loads are real numbers, such as a share of long prompts.</summary>
    /// <remarks>
    /// A search begins with a run at <paramref name="largest"/>, which must be safe to run. A run has
    /// <see cref="SlaSearchOptions.BasePrompts"/> prompts whatever its load, up to
    /// <see cref="SlaSearchOptions.ConfirmFactor"/> times as many where it confirms an answer, and is judged by the SLA and by failed
    /// requests alone: whether a server sustains a load is a question of request rates. Loads have four digits.
    /// </remarks>
    /// <param name="name">The name: an option of the benchmark command, or what a runner of the host's own reads from the parameters of a
    /// request.</param>
    /// <param name="smallest">The smallest load of interest, above 0.</param>
    /// <param name="largest">The largest load of interest.</param>
    /// <param name="unit">The unit for messages; optional.</param>
    /// <exception cref="InvalidInputException">The name is not that of an option, or is used by ServeMulti itself; or there is no load from
    /// <paramref name="smallest"/> to <paramref name="largest"/>.</exception>
    public static LoadVariable Real(string name, double smallest, double largest, string? unit = null) =>
        Create(name, unit, isWhole: false, smallest, largest);

    /// <summary>Finds one of the two built-in variables by its name.</summary>
    /// <param name="name"><c>request_rate</c> or <c>max_concurrency</c>.</param>
    /// <exception cref="InvalidInputException">The load variable is unknown.</exception>
    public static LoadVariable Parse(string name) =>
        TryFind(name) ?? throw new InvalidInputException($"The load variable is \"{name}\": it must be request_rate or max_concurrency.");

    /// <summary>Finds one of the two built-in variables by its name; null if there is none.</summary>
    internal static LoadVariable? TryFind(string name) =>
        name switch
        {
            ResultKeys.RequestRate => RequestRate,
            ResultKeys.MaxConcurrency => MaxConcurrency,
            _ => null,
        };

    /// <summary>Restores a variable from what was stored of it.</summary>
    internal static LoadVariable Restore(string name, string? unit, bool isWhole) => TryFind(name) ?? new(name, unit ?? name, isWhole);

    /// <summary>Rounds a load to what can be run: four digits of a rate of at least 1e-9 req/s (one request in 30 years), a whole number of
    /// at least 1 in flight.</summary>
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
        var unit = Math.Pow(10, Math.Floor(Math.Log10(load)) - 3);
        return unit >= 1 ? toWhole(load / unit) * unit : toWhole(load * Math.Round(1 / unit)) / Math.Round(1 / unit);
    }

    /// <summary>Returns <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    private static LoadVariable Create(string name, string? unit, bool isWhole, double smallest, double largest)
    {
        ArgumentNullException.ThrowIfNull(name);
        string[] problems = [.. FindProblems(name, isWhole, smallest, largest)];
        return problems.Length == 0 ? new(name, unit ?? name, isWhole, smallest, largest) : throw new InvalidInputException(problems);
    }

    private static IEnumerable<string> FindProblems(string name, bool isWhole, double smallest, double largest)
    {
        if (!OptionKey.IsValid(name))
        {
            yield return $"The load variable \"{name}\" is not an option name: letters, digits and _, - or . inside.";
        }
        else if (TryFind(name) is not null)
        {
            yield return $"The load variable {name} is built in: use LoadVariable.{(name == ResultKeys.RequestRate ? nameof(RequestRate) : nameof(MaxConcurrency))}.";
        }
        else if (name == ResultKeys.NumPrompts)
        {
            yield return $"{name} is set by the search for each run: choose another load variable.";
        }

        if (!(smallest >= (isWhole ? 1 : double.Epsilon)) || !(smallest <= largest) || !double.IsFinite(largest))
        {
            yield return FormattableString.Invariant(
                $"The load variable {name} goes from {smallest} to {largest}: it must begin {(isWhole ? "at 1 or more" : "above 0")} and end no lower, at a finite number."
            );
        }
    }
}
