using ServeMulti.Plotting.Figures;

namespace ServeMulti.Plotting.Reports;

/// <summary>The baseline of a report.</summary>
internal static class ReportBaseline
{
    private static readonly string[] Column = ["against the baseline"];

    /// <summary>Returns the title of the column that compares with the baseline; none if no baseline was chosen.</summary>
    public static string[] Columns(ExperimentResults results) => results.Baseline is null ? [] : Column;

    /// <summary>Checks that the baseline is a configuration that has results.</summary>
    /// <exception cref="InvalidInputException">No configuration is called as the requested baseline.</exception>
    public static void Check(ExperimentResults results)
    {
        if (results.Baseline is not { } baseline)
        {
            return;
        }

        var labels = new CaseLabels(results.Runs);
        string[] known =
        [
            .. results
                .Runs.Select(labels.ConfigurationOf)
                .Concat(results.Answers.Select(answer => labels.Split(answer.Case).Configuration))
                .Distinct(),
        ];
        ConfigurationName.Require(baseline, known);
    }
}
