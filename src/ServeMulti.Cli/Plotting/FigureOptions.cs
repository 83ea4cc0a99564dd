using System.CommandLine;
using ServeMulti.Cli.Display;
using ServeMulti.Cli.Options;
using ServeMulti.Plotting.Export;
using ServeMulti.Plotting.Figures;
using ServeMulti.Plotting.Reports;
using ServeMulti.Plotting.Runs;

namespace ServeMulti.Cli.Plotting;

/// <summary>The options of every command that writes figures: which runs, which files, and which format.</summary>
internal sealed class FigureOptions
{
    private const double PixelsPerInch = 96;
    private static readonly string[] Kinds = ["png", "svg", "pdf"];

    private readonly Argument<string[]> _folders = new("dir")
    {
        Description =
            "The folder of an experiment, of serve_multi.py or vllm bench sweep, or of single result files; or one result file, or a packed experiment. Several are drawn side by side, with the key experiment.",
        HelpName = "DIR",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> _figureFolder;
    private readonly Option<IReadOnlyList<RunFilter>> _filter = new("--filter-by")
    {
        Description = "Draws only runs that pass all filters, such as \"request_rate<inf,model=='a,b'\". Operators: ==, !=, <=, >=, <, >.",
        HelpName = "FILTERS",
        CustomParser = PlotParsers.Filters,
    };

    private readonly Option<IReadOnlyList<RunBin>> _bin = new("--bin-by")
    {
        Description = "Rounds values down to multiples of a size first, such as \"request_throughput%5\".",
        HelpName = "BINS",
        CustomParser = PlotParsers.Bins,
    };

    private readonly Option<string> _name;
    private readonly Option<double?> _dpi = new("--fig-dpi")
    {
        Description = "The dots per inch of PNG pictures. [default: 192]",
        HelpName = "N",
        CustomParser = PlotParsers.Number(24, 1200),
    };

    private readonly Option<string[]> _kinds = new("--fig-format")
    {
        Description = "The file format: png, svg or pdf; several are separated by commas.",
        HelpName = "KINDS",
        DefaultValueFactory = _ => ["png"],
        CustomParser = result =>
        {
            var kinds = result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (kinds.Length == 0 || kinds.Except(Kinds).Any())
            {
                result.AddError($"--fig-format takes png, svg or pdf, not '{result.Tokens[0].Value}'.");
            }

            return kinds;
        },
    };

    private readonly Option<int?> _gpus = GpuOptions.Create();
    private readonly Option<bool> _overwrite = OverwriteOption.Create();
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Lists the figures without writing them." };

    /// <param name="defaultFolder">The folder of the figures, relative to the folder of the results.</param>
    /// <param name="defaultName">The start of the names of the figures.</param>
    public FigureOptions(string defaultFolder, string defaultName)
    {
        _figureFolder = new("--fig-dir")
        {
            Description = "The folder of the figures, relative to DIR; to the current folder if there are several.",
            HelpName = "FOLDER",
            DefaultValueFactory = _ => defaultFolder,
        };
        _name = new("--fig-name")
        {
            Description = $"The start of the names of the figures.",
            HelpName = "NAME",
            DefaultValueFactory = _ => defaultName,
        };
    }

    public void AddTo(Command command)
    {
        command.Arguments.Add(_folders);
        foreach (var option in new Option[] { _figureFolder, _filter, _bin, _gpus, _name, _dpi, _kinds, _overwrite, _dryRun })
        {
            command.Options.Add(option);
        }
    }

    public string Name(ParseResult parsed) =>
        parsed.GetValue(_name) is { Length: > 0 } name
            ? name
            : throw new InvalidInputException("--fig-name takes a name, not an empty text.");

    /// <summary>Reads the results, applies the filters, and warns about skipped files.</summary>
    public async Task<ExperimentResults> ReadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var results = await ExperimentResults.ReadAsync(parsed.GetRequiredValue(_folders), cancellationToken);
        ResultWarnings.Write(results);
        if (results.Runs.Count == 0)
        {
            throw new InvalidInputException(
                $"{string.Join(", ", parsed.GetRequiredValue(_folders).Select(Path.GetFullPath))}: there is no run with a result; serve-multi report shows why."
            );
        }

        var counted = parsed.GetValue(_gpus) is { } gpus ? results.Runs.WithGpus(gpus) : results.Runs;
        var chosen = counted.WithBins(parsed.GetValue(_bin) ?? []).Where(parsed.GetValue(_filter) ?? []);
        return chosen.Count > 0
            ? results with
            {
                Runs = chosen,
            }
            : throw new InvalidInputException($"None of the {counted.Count} runs passes --filter-by.");
    }

    /// <summary>Writes the figures and prints their paths.</summary>
    /// <returns>The exit code.</returns>
    public int Write(ParseResult parsed, IReadOnlyList<Figure> figures, IReadOnlyList<string> problems)
    {
        var folder = Path.Combine(FindBase(parsed.GetRequiredValue(_folders)), parsed.GetValue(_figureFolder)!);
        var isDryRun = parsed.GetValue(_dryRun);
        var overwrite = parsed.GetValue(_overwrite);
        (Figure Figure, string Path)[] files =
        [
            .. figures.SelectMany(
                figure => parsed.GetRequiredValue(_kinds),
                (figure, kind) => (figure, Path.Combine(folder, $"{FigureFileName.Of(figure.Name)}.{kind}"))
            ),
        ];
        foreach (var (_, path) in files)
        {
            Refusal.Guard(() => FigureExporter.Check(path, overwrite));
        }

        foreach (var (figure, path) in files)
        {
            if (!isDryRun)
            {
                Refusal.Guard(() => FigureExporter.Save(figure, path, (parsed.GetValue(_dpi) ?? 192) / PixelsPerInch, overwrite));
            }

            Console.WriteLine(isDryRun ? $"would write {path}" : path);
        }

        StandardStreams.OutputIsKept = !isDryRun;
        Warn(problems);
        return problems.Count == 0 ? ExitCodes.Done : ExitCodes.SomeFailed;
    }

    /// <summary>Figures of one experiment are in its folder; those of several belong to none of them.</summary>
    private static string FindBase(string[] sources) =>
        sources.Length > 1 ? Directory.GetCurrentDirectory()
        : Path.GetFullPath(sources[0]) is var source && Directory.Exists(source) ? source
        : Path.GetDirectoryName(source)!;

    private static void Warn(IEnumerable<string> problems)
    {
        foreach (var problem in problems)
        {
            Console.Error.WriteLine($"warning: {ShortText.Printable(problem)}");
        }
    }
}
