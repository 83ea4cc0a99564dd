using ServeMulti.Plotting.Runs;
using ServeMulti.Results;

namespace ServeMulti.FaultLab.Fuzz.Targets;

/// <summary>What is asked of figures, in words.</summary>
internal static class PlottingTargets
{
    private static readonly string[] Words =
    [
        "==",
        "!=",
        "<=",
        ">=",
        "<",
        ">",
        "%",
        ",",
        "'",
        "\"",
        "request_rate",
        "inf",
        "5",
        "''",
        "'a,b'",
        "true",
        "=",
    ];

    private static readonly LargeInput[] Shapes =
    [
        new("filters", "", "a==1,", "b<2"),
        new("plain", "", "a"),
        new("quoted", "", "'a'", "==1"),
        new("one quote", "", "'"),
        new("two quotes", "a==", "'\""),
        new("commas", "", ","),
        new("quoted commas", "a=='", ",", "'"),
        new("operators", "a", "="),
        new("text", "a==", "x"),
        new("bins", "", "a%5,", "b%1"),
        new("apostrophes", "", "a=='\","),
    ];

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("filters", input => Laws.RefusesOrReads(() => ReadFilters(FuzzText.FromBytes(input))))
        {
            Seeds = ["request_rate<=5,model=='a,b'", "a!=\"x\"", "a==inf", ""],
            Words = Words,
            Large = Shapes,
            QuickInputs = 4_000,
        },
        new("bins", input => Laws.RefusesOrReads(() => ReadBins(FuzzText.FromBytes(input))))
        {
            Seeds = ["request_throughput%5,a%0.1", "'a%b'%2", ""],
            Words = Words,
            Large = Shapes,
            QuickInputs = 4_000,
        },
    ];

    private static string ReadFilters(string text)
    {
        var filters = RunFilter.Parse(text);
        foreach (var filter in filters.Take(20))
        {
            _ = filter.ToString();
            foreach (var cell in new[] { default, ResultCell.From(5L), ResultCell.From(double.PositiveInfinity), ResultCell.From("a,b") })
            {
                var columns = new RunColumns();
                columns.FindOrAdd(filter.Key);
                var run = new RunValues(columns, [cell], "x", "x");
                Laws.Hold(
                    filter.Operator is not (RunFilterOperator.Equal or RunFilterOperator.NotEqual)
                        || filter.Passes(run) != new RunFilter(filter.Key, Opposite(filter.Operator), filter.Target).Passes(run),
                    "A run is equal or it is not"
                );
            }
        }

        return $"{Math.Min(9, filters.Count)} {string.Concat(filters.Take(2).Select(filter => filter.Operator))}";
    }

    private static RunFilterOperator Opposite(RunFilterOperator comparison) =>
        comparison == RunFilterOperator.Equal ? RunFilterOperator.NotEqual : RunFilterOperator.Equal;

    private static string ReadBins(string text)
    {
        var bins = RunBin.Parse(text);
        foreach (var bin in bins.Take(20))
        {
            Laws.Hold(bin.Size > 0 && double.IsFinite(bin.Size) && bin.Key.Length > 0, "A bin has a key and a size");
            _ = bin.ToString();
        }

        return $"{Math.Min(9, bins.Count)}";
    }
}
