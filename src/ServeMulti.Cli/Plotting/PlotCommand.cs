using System.CommandLine;
using ServeMulti.Plotting.Figures;
using ServeMulti.Plotting.Runs;
using ServeMulti.Sla;

namespace ServeMulti.Cli.Plotting;

/// <summary>The verb <c>plot</c>: draws one metric against another.</summary>
internal sealed class PlotCommand
{
    private const double PixelsPerInch = 96;

    private readonly FigureOptions _figure = new("figures", "FIGURE");
    private readonly Option<IReadOnlyList<string>> _figureBy = Keys(
        "--fig-by",
        "Keys, separated by commas: one figure for each combination of their values."
    );
    private readonly Option<IReadOnlyList<string>> _rowBy = Keys(
        "--row-by",
        "Keys: one row of panels for each combination of their values."
    );
    private readonly Option<IReadOnlyList<string>> _columnBy = Keys(
        "--col-by",
        "Keys: one column of panels for each combination of their values."
    );
    private readonly Option<IReadOnlyList<string>> _curveBy = Keys(
        "--curve-by",
        "Keys: one curve for each combination of their values. The first key sets the colour, the second the marker, the third the line. [default: the keys of configurations that vary]"
    );
    private readonly Option<string?> _x = new("--var-x")
    {
        Description = "The metric on the x axis. [default: request_throughput, or an equivalent in the results]",
        HelpName = "METRIC",
    };
    private readonly Option<string?> _y = new("--var-y")
    {
        Description = "The metric on the y axis. [default: p99_e2el_ms, or an equivalent in the results]",
        HelpName = "METRIC",
    };
    private readonly Option<FigureScale> _xScale = Scale("--scale-x");
    private readonly Option<FigureScale> _yScale = Scale("--scale-y");
    private readonly Option<ServiceLevel?> _level = new("--sla")
    {
        Description =
            "Draws the limits of an SLA, such as \"p99_e2el_ms<=500\", and marks the largest load that meets it: the answer of a search, else the largest load that was tried.",
        HelpName = "CRITERIA",
        CustomParser = PlotParsers.Level,
    };

    private readonly Option<string?> _baseline = BaselineOption.Create(
        "Draws by how much each configuration differs from this one, with intervals: a name, or keys and values (max_num_seqs=16). --var-y chooses the metric, --curve-by the keys of configurations, --col-by those of workloads."
    );
    private readonly Option<bool> _noErrorBars = new("--no-error-bars") { Description = "Draws no 95 % intervals of the means." };
    private readonly Option<double?> _height = new("--fig-height")
    {
        Description = "The height of a panel in inches of 96 pixels. [default: by the number of panels]",
        HelpName = "INCHES",
        CustomParser = PlotParsers.Number(1.1, 100),
    };

    public static Command Create()
    {
        var verb = new PlotCommand();
        var command = new Command("plot", "Draws one metric against another: one point per case, with curves, panels and figures by keys.");
        verb._figure.AddTo(command);
        foreach (
            var option in new Option[]
            {
                verb._figureBy,
                verb._rowBy,
                verb._columnBy,
                verb._curveBy,
                verb._x,
                verb._y,
                verb._xScale,
                verb._yScale,
                verb._level,
                verb._baseline,
                verb._noErrorBars,
                verb._height,
            }
        )
        {
            command.Options.Add(option);
        }

        command.SetAction(verb.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var results = await _figure.ReadAsync(parsed, cancellationToken);
        if (BaselineOption.Read(parsed, _baseline) is { } baseline)
        {
            return _figure.Write(parsed, [DrawDifferences(parsed, results.Runs, baseline)], []);
        }

        var level = parsed.GetValue(_level);
        var drawn = MetricFigures.Draw(
            results.Runs,
            new MetricFigureOptions
            {
                Name = _figure.Name(parsed),
                XMetric = parsed.GetValue(_x),
                YMetric = parsed.GetValue(_y),
                FigureBy = parsed.GetValue(_figureBy) ?? [],
                RowBy = parsed.GetValue(_rowBy) ?? [],
                ColumnBy = parsed.GetValue(_columnBy) ?? [],
                CurveBy = parsed.GetValue(_curveBy),
                XScale = parsed.GetValue(_xScale),
                YScale = parsed.GetValue(_yScale),
                ServiceLevel = level,
                Answers = results
                    .Answers.Where(answer => answer.Result.ServiceLevel.Text == level?.Text)
                    .DistinctBy(answer => answer.Case)
                    .ToDictionary(answer => answer.Case, answer => answer.Result),
                ShowsErrorBars = !parsed.GetValue(_noErrorBars),
                PanelHeight = parsed.GetValue(_height) * PixelsPerInch,
            }
        );
        return _figure.Write(parsed, drawn.Figures, drawn.Problems);
    }

    private Figure DrawDifferences(ParseResult parsed, RunSet runs, string baseline)
    {
        string[] unused =
        [
            .. new Option[] { _figureBy, _rowBy, _x, _xScale, _yScale, _level, _noErrorBars, _height }
                .Where(option => parsed.GetResult(option) is { Implicit: false })
                .Select(option => $"{option.Name} does not go with --baseline; remove one of them."),
        ];
        return unused.Length > 0
            ? throw new InvalidInputException(unused)
            : ComparisonFigures.Draw(
                runs,
                new ComparisonFigureOptions
                {
                    Name = _figure.Name(parsed),
                    Baseline = baseline,
                    Metrics = parsed.GetValue(_y) is { } metric ? [metric] : null,
                    ConfigurationBy = parsed.GetValue(_curveBy),
                    WorkloadBy = parsed.GetValue(_columnBy),
                }
            );
    }

    private static Option<IReadOnlyList<string>> Keys(string name, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "KEYS",
            CustomParser = PlotParsers.Keys,
        };

    private static Option<FigureScale> Scale(string name) =>
        new(name)
        {
            Description = "The scale of the axis: linear, log or sqrt. [default: linear]",
            HelpName = "SCALE",
            CustomParser = PlotParsers.Scale,
        };
}
