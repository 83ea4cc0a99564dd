using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Figures;

/// <summary>The cases that show the effect of one parameter.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Places">Its values, in the order of the axis.</param>
/// <param name="Lines">The lines.</param>
internal sealed record EffectPanel(string Parameter, IReadOnlyList<string> Places, IReadOnlyList<EffectLine> Lines)
{
    public bool HasLines => Lines.Count > 0;

    /// <summary>Finds the lines of a parameter: cases of one workload that have the same values of all other keys of configurations, and the
    /// same load. Cases that nothing distinguishes are repetitions by another name and form no line.</summary>
    public static EffectPanel Of(string parameter, IReadOnlyList<string> configuration, IReadOnlyList<CaseMeasure> measures)
    {
        GroupValue[] values =
        [
            .. measures.SelectMany(measure => measure.Values).Select(value => GroupValue.Of(value.Run[parameter])).Distinct().Order(),
        ];
        var places = values.Select((value, place) => (value, place)).ToDictionary(pair => pair.value, pair => pair.place);
        var lines = new List<EffectLine>();
        for (var row = 0; row < measures.Count; row++)
        {
            string[] others =
            [
                .. configuration.Where(key => key != parameter),
                .. measures[row].IsAnswer ? [] : VaryingKeys.Of([.. measures[row].Values.Select(value => value.Run)], RunIdentity.Loads),
            ];
            foreach (var group in measures[row].Values.GroupBy(value => Describe(value.Run, others)))
            {
                (int Place, CaseValue Value)[] points =
                [
                    .. group.Select(value => (places[GroupValue.Of(value.Run[parameter])], value)).OrderBy(point => point.Item1),
                ];
                if (points.Length > 1 && points.Select(point => point.Place).Distinct().Count() == points.Length)
                {
                    lines.Add(new EffectLine(row, group.Key, points));
                }
            }
        }

        return new(parameter, [.. values.Select(value => value.ToString())], lines);
    }

    private static string Describe(RunValues run, string[] keys) =>
        RunGroup.Describe(keys, [.. keys.Select(key => GroupValue.Of(run[key]))]);
}

/// <summary>Cases that differ in one parameter alone.</summary>
/// <param name="Row">The row of panels: the measured quantity.</param>
/// <param name="Held">The values of the other keys as text; empty if there are none.</param>
/// <param name="Points">The cases, by the place of their value on the axis.</param>
internal sealed record EffectLine(int Row, string Held, IReadOnlyList<(int Place, CaseValue Value)> Points);
