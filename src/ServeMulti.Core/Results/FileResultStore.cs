using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ServeMulti.Results.Folder;

namespace ServeMulti.Results;

/// <summary>Holds the results of one experiment in a folder: <c>output folder/experiment name</c>. The layout is that of the reference,
/// "The experiment folder".</summary>
/// <remarks>
/// <para>
/// A run that was saved survives the death of the process and, unless <see cref="FileResultStoreOptions.IsDurable"/> is off, of the
/// machine. Every file is written beside its place, flushed and renamed: a reader never sees a part of one. Others may read the folder at
/// any time; one host at a time may write to it.
/// </para>
/// <para>
/// Folders of vLLM's <c>serve_multi.py</c> can be resumed and read. They do not say which commands their results were made with, so they
/// are accepted by name and reported as unverified.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// var store = new FileResultStore("results", "tuning", new FileResultStoreOptions { Mode = ExperimentMode.Resume });
/// var report = await new SweepRunner(launcher, runner, resetter, store).RunAsync(plan);
/// var runs = store.ReadRunsAsync();
/// </code>
/// </example>
public sealed class FileResultStore : IResultStore
{
    private readonly string _outputFolder;
    private readonly FileResultStoreOptions _options;
    private readonly bool _isNameGiven;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly ClearingFileSystem _files;
    private readonly StoreWork _work;
    private ExperimentLayout _layout;
    private bool _isOpen;
    private ExperimentCatalog? _seen;

    /// <summary>Initializes a new instance. Nothing is read or written yet.</summary>
    /// <param name="outputFolder">The folder of all experiments; it is made when the first one begins.</param>
    /// <param name="experimentName">The name of the experiment; null: the local time, as in <c>20261124_061013</c>, with <c>_2</c> behind
    /// it where that exists.</param>
    /// <param name="options">The settings; null: a new experiment, durable.</param>
    /// <param name="timeProvider">The clock; null: the system's.</param>
    /// <param name="logger">Receives what is found and repaired; null: none.</param>
    /// <exception cref="InvalidInputException">The name is not that of one folder within the output folder, or an experiment without a name
    /// is to be resumed.</exception>
    public FileResultStore(
        string outputFolder,
        string? experimentName = null,
        FileResultStoreOptions? options = null,
        TimeProvider? timeProvider = null,
        ILogger<FileResultStore>? logger = null
    )
        : this(outputFolder, experimentName, options, timeProvider, logger, files: null) { }

    internal FileResultStore(
        string outputFolder,
        string? experimentName,
        FileResultStoreOptions? options,
        TimeProvider? timeProvider,
        ILogger? logger,
        IFileSystem? files
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(outputFolder);
        _options = options ?? new FileResultStoreOptions();
        _timeProvider = timeProvider ?? TimeProvider.System;
        _logger = logger ?? NullLogger.Instance;
        _files = new ClearingFileSystem(files ?? new DiskFileSystem(_options.IsDurable), _logger);
        _isNameGiven = experimentName is not null;
        if (!_isNameGiven && _options.Mode == ExperimentMode.Resume)
        {
            throw new InvalidInputException("An experiment is resumed by its name; none was given.");
        }

        var name = experimentName ?? ExperimentName.FromTime(_timeProvider);
        if (ExperimentName.FindProblem(name) is { } problem)
        {
            throw new InvalidInputException(problem);
        }

        _outputFolder = Path.GetFullPath(outputFolder);
        _layout = new ExperimentLayout(Path.Combine(_outputFolder, name));
        _work = new StoreWork(_files, () => _layout);
    }

    /// <summary>Gets the name of the experiment. Where none was given, it is certain once the experiment has been opened.</summary>
    public string Name => Path.GetFileName(_layout.Folder);

    /// <summary>Gets the folder of the experiment, as a full path.</summary>
    public string Location => _layout.Folder;

    /// <inheritdoc/>
    public string? LogFolder => _layout.LogFolder;

    /// <inheritdoc/>
    public string? ScratchFolder => _layout.ScratchFolder;

    /// <summary>Gets whether the experiment is a new one or is resumed, by what its folder says where both will do.</summary>
    private ExperimentMode Mode =>
        _options.Mode != ExperimentMode.NewOrResume ? _options.Mode
        : _isNameGiven && _files.FolderExists(_layout.Folder) ? ExperimentMode.Resume
        : ExperimentMode.New;

    private RunCheck Check => _options.VerifyRuns ? RunCheck.All : RunCheck.ChangedOrUnknown;

    /// <inheritdoc/>
    public Task<StoreInspection> InspectAsync(Experiment experiment, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        return _work.RunAsync(() => Inspect(experiment, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IExperimentSession> OpenAsync(Experiment experiment, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        return _work.RunAsync<IExperimentSession>(() => Open(experiment, cancellationToken), cancellationToken);
    }

    /// <summary>Reads the experiment without claiming it, also while a host writes to it. Changes nothing.</summary>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="ResultStoreException">There is no experiment yet, or it cannot be read.</exception>
    public Task<StoredExperiment> ReadAsync(CancellationToken cancellationToken = default) =>
        StoredExperiment.ReadAsync(Location, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<RunRecord> ReadRunsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var experiment = await ReadAsync(cancellationToken).ConfigureAwait(false);
        await foreach (var run in experiment.ReadRunsAsync(withArrays: true, cancellationToken).ConfigureAwait(false))
        {
            yield return run;
        }

        foreach (var problem in experiment.Problems)
        {
            Log.FileSkipped(_logger, Location, problem);
        }
    }

    private StoreInspection Inspect(Experiment experiment, CancellationToken cancellationToken)
    {
        var isOpen = _isOpen;
        var isNew = !isOpen && Mode == ExperimentMode.New;
        var problem = !isOpen ? FolderProblems.Find(_files, _layout, Mode, _isNameGiven) : null;
        if (isNew || problem is not null)
        {
            return new StoreInspection(
                [.. experiment.Cases.Select(one => new CaseInspection(one, []))],
                problem is null ? [] : [problem],
                []
            );
        }

        _seen = ExperimentCatalog.Read(_files, _layout, Check, cancellationToken);
        var found = new ExperimentInspector(_files, _layout, _options.OnChanged, _options.ConcludeAgain).Inspect(experiment, _seen);
        var runs = new InspectedRuns(_files, _layout, found);
        var inspected = found.ToPublic() with { FindRun = (one, run, token) => _work.RunAsync(() => runs.Find(one, run), token) };
        return !isOpen && ExperimentLock.IsHeld(_files, _layout)
            ? inspected with
            {
                Problems = [ExperimentLock.DescribeHolder(_files, _layout), .. inspected.Problems],
            }
            : inspected;
    }

    private FileSession Open(Experiment experiment, CancellationToken cancellationToken)
    {
        if (_isOpen)
        {
            throw new InvalidOperationException("The experiment is open already; dispose its session before it is opened again.");
        }

        var taken = _isNameGiven ? TakeNamed() : TakeUnnamed();
        try
        {
            var opening = new ExperimentOpening(_files, _layout, _options.OnChanged, _timeProvider, _logger, _options.ConcludeAgain, Check);
            var session = opening.Open(experiment, environment: null, _seen, cancellationToken);
            session.QuotesFormulas = _options.QuotesFormulas;
            _seen = null;
            _isOpen = true;
            return new FileSession(_work, _files, _layout, session, taken, released: () => _isOpen = false, _logger);
        }
        finally
        {
            if (!_isOpen)
            {
                taken.Dispose();
            }
        }
    }

    private ExperimentLock TakeNamed()
    {
        if (FolderProblems.Find(_files, _layout, Mode, _isNameGiven) is { } problem)
        {
            throw new InvalidInputException(problem);
        }

        var taken = MakeAndLock() ?? throw new InvalidInputException(ExperimentLock.DescribeHolder(_files, _layout));
        return Mode == ExperimentMode.Resume || IsNew(taken)
            ? taken
            : throw new InvalidInputException(FolderProblems.DescribeExisting(_layout));
    }

    /// <summary>Two hosts that begin in the same second get a folder each: the one that finds the other's takes the next name.</summary>
    private ExperimentLock TakeUnnamed()
    {
        var name = Name;
        for (var number = 2; ; number++)
        {
            if (!_files.FileExists(_layout.Folder) && !_files.FolderExists(_layout.Folder))
            {
                if (FolderProblems.Find(_files, _layout, Mode, _isNameGiven) is { } problem)
                {
                    throw new InvalidInputException(problem);
                }

                if (MakeAndLock() is { } taken && IsNew(taken))
                {
                    return taken;
                }
            }

            _layout = new ExperimentLayout(Path.Combine(_outputFolder, string.Create(CultureInfo.InvariantCulture, $"{name}_{number}")));
        }
    }

    /// <summary>Returns whether no other host began the experiment between the look at its folder and the lock, which is released where one
    /// did.</summary>
    private bool IsNew(ExperimentLock taken)
    {
        var isNew = false;
        try
        {
            isNew = !_files.FileExists(_layout.ExperimentFile);
            return isNew;
        }
        finally
        {
            if (!isNew)
            {
                taken.Dispose();
            }
        }
    }

    private ExperimentLock? MakeAndLock()
    {
        _files.MakeFolder(_layout.Folder);
        return ExperimentLock.TryTake(_files, _layout, _timeProvider);
    }
}
