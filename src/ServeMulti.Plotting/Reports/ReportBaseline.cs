using ServeMulti.Plotting.Figures;

namespace ServeMulti.Plotting.Reports;

/// <summary>Checks the baseline of a report.</summary>
internal static class ReportBaseline
{
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
