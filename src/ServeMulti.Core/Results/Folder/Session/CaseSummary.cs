namespace ServeMulti.Results.Folder;

/// <summary>Writes a case's <c>summary.json</c>: the list of its run objects, as they are in their files.</summary>
internal sealed class CaseSummary
{
    private readonly IFileSystem _files;
    private readonly ExperimentLayout _layout;
    private readonly SessionRuns _finished;

    public CaseSummary(IFileSystem files, ExperimentLayout layout, SessionRuns finished)
    {
        _files = files;
        _layout = layout;
        _finished = finished;
    }

    /// <summary>Writes the summary of the runs 0 to <paramref name="runs"/> - 1, unless it is there already.</summary>
    public void Renew(SessionCase completed, int runs)
    {
        for (var run = 0; run < runs; run++)
        {
            if (!completed.Runs.ContainsKey(run))
            {
                throw new InvalidOperationException($"{completed.Name} cannot be completed: run {run} is not finished.");
            }
        }

        if (IsCurrent(completed, runs))
        {
            return;
        }

        var length = 0L;
        _files.WriteWhole(
            _layout.CaseSummary(completed.Name),
            stream =>
            {
                stream.Write("[\n"u8);
                for (var run = 0; run < runs; run++)
                {
                    WriteObject(stream, completed, run);
                    stream.Write(run == runs - 1 ? "\n"u8 : ",\n"u8);
                }

                stream.Write("]\n"u8);
                length = stream.Length;
            }
        );
        completed.SummaryLength = length;
        completed.IsChanged = false;
    }

    /// <summary>Returns whether the summary is there already: of our own runs, because it has exactly their size; of the original's,
    /// because nothing was added.</summary>
    private static bool IsCurrent(SessionCase completed, int runs)
    {
        if (completed.IsChanged || completed.SummaryLength < 0)
        {
            return false;
        }

        // Each run's file ends in a line feed, which replaces the one between two objects; a comma and the brackets come on top.
        var expected = completed.Runs.Where(run => run.Key < runs).Sum(run => run.Value.FileLength) + (runs - 1) + "[\n]\n".Length;
        return completed.IsVerified ? completed.SummaryLength == expected : completed.Runs.Count == runs;
    }

    /// <summary>Writes the object of a run. Some files of the original lack number and parameters, which are added.</summary>
    private void WriteObject(Stream stream, SessionCase completed, int run)
    {
        var (json, content) = _finished.Read(completed, run);
        if (!completed.IsVerified && !content.IsAnnotated)
        {
            json = RunObject.From(new RunRecord(completed.Case!, run, content.ToDocument())).ToJson();
        }

        if (json is null)
        {
            _files.CopyTrimmed(_layout.RunFile(completed.Name, run), stream);
        }
        else
        {
            stream.Write(json.AsSpan().TrimEnd(" \t\r\n"u8));
        }
    }
}
