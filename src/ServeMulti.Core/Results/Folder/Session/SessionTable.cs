namespace ServeMulti.Results.Folder;

/// <summary>Renews <c>summary.csv</c> from the journal, part by part, so that its size does not count against memory.</summary>
internal sealed class SessionTable
{
    private readonly IFileSystem _files;
    private readonly ExperimentLayout _layout;
    private readonly RunJournal _journal;
    private readonly IReadOnlyList<SessionCase> _cases;
    private readonly int _runsPerCase;

    public SessionTable(IFileSystem files, ExperimentLayout layout, RunJournal journal, IReadOnlyList<SessionCase> cases, int runsPerCase)
    {
        _files = files;
        _layout = layout;
        _journal = journal;
        _cases = cases;
        _runsPerCase = runsPerCase;
    }

    /// <summary>Gets or sets whether the file holds every run that it should hold.</summary>
    public bool IsCurrent { get; set; }

    /// <summary>Gets or sets the size of the file in bytes, as it was written last; -1 where that is not known.</summary>
    public long Length { get; set; } = -1;

    /// <summary>Gets or sets whether text that a spreadsheet would run is quoted in the file.</summary>
    public bool QuotesFormulas { get; set; }

    public int CountRuns() => ListRuns().Count();

    /// <summary>Lists the runs of the table in its order: each case's runs, then those of its loads; of a plain case no more than the sweep
    /// asks for.</summary>
    public IEnumerable<(SessionCase Case, int Run)> ListRuns()
    {
        foreach (var one in _cases)
        {
            foreach (var run in one.Runs.Keys.TakeWhile(run => run < _runsPerCase))
            {
                yield return (one, run);
            }

            foreach (var load in one.OrderedLoads)
            {
                foreach (var run in load.Runs.Keys)
                {
                    yield return (load, run);
                }
            }
        }
    }

    public void Renew()
    {
        if (IsCurrent)
        {
            return;
        }

        var source = OpenSource();
        _files.WriteWhole(
            _layout.Table,
            stream =>
            {
                source.WriteCsv(stream, QuotesFormulas);
                Length = stream.Length;
            }
        );
        IsCurrent = true;
    }

    private TableSource OpenSource() =>
        new(_files, _layout, _journal, [.. ListRuns().Select(run => new RunPlace(run.Case.Name, run.Run, run.Case.Runs[run.Run].Line))]);
}
