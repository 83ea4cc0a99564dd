using OxyPlot;
using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Figures;

/// <summary>The keys of the curves, and the style of each combination of their values; the same in all panels of a figure.</summary>
internal sealed class CurveKeys
{
    private const int MostLooks = 3;

    private readonly IReadOnlyList<string> _known;
    private readonly Dictionary<GroupValue, int>[] _places;
    private readonly Dictionary<string, int> _joined = new(StringComparer.Ordinal);

    /// <exception cref="InvalidInputException">No run has a key.</exception>
    public CurveKeys(IReadOnlyList<RunValues> runs, IReadOnlyList<string> keys, IReadOnlyList<string> known)
    {
        (Keys, _known) = (keys, known);
        _places =
        [
            .. keys.Select(key =>
                runs.Select(run => GroupValue.Of(run[key]))
                    .Distinct()
                    .Order()
                    .Select((value, place) => (value, place))
                    .ToDictionary(pair => pair.value, pair => pair.place)
            ),
        ];
        foreach (var group in RunGroup.By(runs, keys, "curve by", known))
        {
            _joined.TryAdd(Describe(group), _joined.Count);
        }
    }

    public IReadOnlyList<string> Keys { get; }

    /// <summary>Gets the heading of a legend; empty for workloads, whose names need none.</summary>
    public string Title => Keys is [RunSet.Workload] ? "" : string.Join(", ", Keys);

    public IReadOnlyList<RunGroup> Split(IReadOnlyList<RunValues> runs) =>
        runs.Count == 0
            ? []
            : RunGroup
                .By(runs, [.. Keys.Where(key => runs.Any(run => run.Has(key)))], "curve by", _known)
                .Select(group => Complete(group, runs))
                .ToArray();

    /// <summary>Names a curve: by its value if there is one key, which is the heading of the legend, else by keys and values.</summary>
    public string Describe(RunGroup group) => Keys.Count == 1 ? group.Values[0].ToString() : RunGroup.Describe(Keys, group.Values);

    public (OxyColor Color, MarkerType Marker, LineStyle Line) Look(RunGroup group) =>
        Keys.Count > MostLooks
            ? FigureStyle.Curve([_joined[Describe(group)]])
            : FigureStyle.Curve([.. group.Values.Select((value, index) => _places[index][value])]);

    /// <summary>A panel may lack a key that others have; its value is then empty.</summary>
    private RunGroup Complete(RunGroup group, IReadOnlyList<RunValues> runs)
    {
        var present = Keys.Where(key => runs.Any(run => run.Has(key))).ToList();
        return group with
        {
            Values =
            [
                .. Keys.Select(key => present.IndexOf(key) is var place && place >= 0 ? group.Values[place] : GroupValue.Of(default)),
            ],
        };
    }
}
