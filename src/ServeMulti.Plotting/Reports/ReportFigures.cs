using ServeMulti.Plotting.Export;
using ServeMulti.Plotting.Figures;
using ServeMulti.Plotting.Runs;
using ServeMulti.Sla;

namespace ServeMulti.Plotting.Reports;

/// <summary>The figures of an experiment.</summary>
/// <param name="Figures">The figures.</param>
/// <param name="Notes">One line per figure that could not be drawn or was left out.</param>
public sealed record ReportFigures(IReadOnlyList<Figure> Figures, IReadOnlyList<string> Notes)
{
    private const int MostSearches = 12;
    private const int MostConfigurations = 40;
    private const int MostDetailedRuns = 3000;

    /// <summary>Draws the figures that suit the results: searches, latency against throughput, metrics against load, configurations side by
    /// side, Pareto frontiers.</summary>
    /// <param name="results">The results.</param>
    /// <returns>The figures. A figure that cannot be drawn becomes a note.</returns>
    public static ReportFigures Draw(ExperimentResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var figures = new List<Figure>();
        var notes = new List<string>();
        var runs = results.Runs;
        var labels = new CaseLabels(runs);
        var level = results.Answers.Select(answer => answer.Result.ServiceLevel).FirstOrDefault();
        foreach (var (answer, index) in results.Answers.Take(MostSearches).Select((answer, index) => (answer, index)))
        {
            Attempt(() => SearchFigures.Draw(answer.Result, labels.Of(answer.Case), $"SEARCH-{index + 1}"));
        }

        if (results.Answers.Count > MostSearches)
        {
            notes.Add($"The figures of {results.Answers.Count - MostSearches} more searches are left out.");
        }

        if (runs.Count > 0)
        {
            var isDetailed = runs.Count <= MostDetailedRuns;
            if (!isDetailed)
            {
                notes.Add(
                    "With so many runs, figures show only the means, without intervals and single runs; the table contains the intervals."
                );
            }

            if (DefaultMetrics.FindLatency(runs) is { } latency && runs.Any(run => run.Has("request_throughput")))
            {
                var answers = results
                    .Answers.Where(answer => answer.Result.ServiceLevel.Text == level?.Text)
                    .DistinctBy(answer => answer.Case)
                    .ToDictionary(answer => answer.Case, answer => answer.Result);
                AttemptAll(() =>
                    MetricFigures.Draw(
                        runs,
                        new MetricFigureOptions
                        {
                            Name = "THROUGHPUT",
                            YMetric = latency,
                            ServiceLevel = level,
                            Answers = answers,
                            ShowsRuns = isDetailed,
                            ShowsErrorBars = isDetailed,
                        }
                    )
                );
            }

            DrawByLoad(runs, level, Attempt);
            DrawPareto(runs, Attempt);
        }

        return new ReportFigures(figures, notes);

        void Attempt(Func<Figure> draw) => AttemptAll(() => new FigureSet([draw()], []));

        void AttemptAll(Func<FigureSet> draw)
        {
            try
            {
                var drawn = draw();
                figures.AddRange(drawn.Figures);
                notes.AddRange(drawn.Problems);
            }
            catch (InvalidInputException exception)
            {
                notes.AddRange(exception.Problems.Select(problem => $"A figure could not be drawn: {problem}"));
            }
        }
    }

    /// <summary>Saves the figures as files.</summary>
    /// <param name="folder">The folder; it is created if it does not exist.</param>
    /// <param name="extension">The file format: <c>.svg</c> (default), <c>.png</c> or <c>.pdf</c>.</param>
    /// <returns>The paths of the files.</returns>
    /// <exception cref="FigureExportException">A file cannot be written.</exception>
    public IReadOnlyList<string> Save(string folder, string extension = ".svg")
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var paths = new List<string>();
        foreach (var figure in Figures)
        {
            var path = Path.Combine(folder, FigureFileName.Of(figure.Name) + extension);
            FigureExporter.Save(figure, path);
            paths.Add(path);
        }

        return paths;
    }

    private static void DrawByLoad(RunSet runs, ServiceLevel? level, Action<Func<Figure>> attempt)
    {
        var variable = LoadFigures.FindVariable(runs);
        var loads = variable is null ? 0 : runs.Select(run => GroupValue.Of(run[variable.Name])).Distinct().Count();
        if (loads > 2)
        {
            attempt(() =>
                LoadFigures.Draw(
                    runs,
                    new LoadFigureOptions
                    {
                        Variable = variable,
                        ServiceLevel = level,
                        ShowsRuns = runs.Count <= MostDetailedRuns,
                        ShowsErrorBars = runs.Count <= MostDetailedRuns,
                    }
                )
            );
            return;
        }

        var configurations = Count(runs, VaryingKeys.Of(runs, runs.ServerKeys));
        var workloads = Count(runs, VaryingKeys.Of(runs, runs.BenchmarkKeys));
        if (configurations is > 1 and <= MostConfigurations && workloads <= 8)
        {
            attempt(() => ComparisonFigures.Draw(runs));
        }
    }

    private static void DrawPareto(RunSet runs, Action<Func<Figure>> attempt)
    {
        var rates = new TokenRates("max_concurrency", null);
        if (runs.Where(run => rates.PerUser(run) is not null).Select(run => run.Case).Distinct().Skip(2).Any())
        {
            attempt(() => ParetoFigures.Draw(runs));
        }
    }

    private static int Count(RunSet runs, IReadOnlyList<string> keys) =>
        runs.Count == 0 ? 0 : RunGroup.By([.. runs], keys, "report", runs.Keys).Count;
}
