using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Figures;

/// <summary>The cells of a heat map whose other parameters are equal.</summary>
/// <param name="Held">The values of the other keys as text; empty if there are none.</param>
/// <param name="Cells">The cases by their values of the two parameters.</param>
internal sealed record HeatMapPanel(string Held, IReadOnlyDictionary<(GroupValue X, GroupValue Y), CaseValue[]> Cells)
{
    public static IReadOnlyList<HeatMapPanel> Split(IReadOnlyList<CaseValue> values, (string X, string Y) pair, string[] others) =>
        [
            .. values
                .GroupBy(value => RunGroup.Describe(others, [.. others.Select(key => GroupValue.Of(value.Run[key]))]))
                .Select(group => new HeatMapPanel(
                    group.Key,
                    group
                        .GroupBy(value => (GroupValue.Of(value.Run[pair.X]), GroupValue.Of(value.Run[pair.Y])))
                        .ToDictionary(cell => cell.Key, cell => cell.ToArray())
                ))
                .OrderBy(panel => panel.Held, Comparer<string>.Create(NaturalOrder.Compare)),
        ];
}
