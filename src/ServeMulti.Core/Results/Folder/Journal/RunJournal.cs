using ServeMulti.Files;

namespace ServeMulti.Results.Folder;

/// <summary>The file <c>runs.jsonl</c>: one line per finished run, appended; an index of the run files, from which the table is
/// renewed.</summary>
internal sealed class RunJournal
{
    private readonly IFileSystem _files;
    private readonly string _path;
    private bool _endsInsideLine;

    public RunJournal(IFileSystem files, string path)
    {
        _files = files;
        _path = path;
    }

    /// <summary>Appends a line. After an append that failed half-way the next one begins on a line of its own.</summary>
    public JournalLine Append(ReadOnlySpan<byte> line, FileStamp stamp)
    {
        var content = _endsInsideLine ? [(byte)'\n', .. line] : line;
        var lead = content.Length - line.Length;
        _endsInsideLine = true;
        var start = _files.Append(_path, content);
        _endsInsideLine = false;
        return new JournalLine(start + lead, line.Length, stamp);
    }

    /// <summary>Flushes what was appended to the disk.</summary>
    public void Flush() => _files.FlushFile(_path);

    /// <summary>Reads where the journal speaks of which run; empty where there is no journal.</summary>
    public JournalIndex ReadIndex()
    {
        var index = new JournalIndex();
        if (!_files.FileExists(_path))
        {
            return index;
        }

        using var stream = TryOpen();
        if (stream is null)
        {
            index.CountInvalid();
            return index;
        }

        var (caseKey, folder) = ("", "");
        foreach (var (offset, line) in new LineReader(stream).ReadLines())
        {
            if (JournalLine.TryParse(line.Span, ref caseKey, ref folder, out var run, out var stamp))
            {
                index.Add(caseKey, folder, run, new JournalLine(offset, line.Length, stamp));
            }
            else
            {
                index.CountInvalid();
            }
        }

        return index;
    }

    /// <summary>Opens the journal to read lines at the places that <see cref="ReadIndex"/> or <see cref="Append"/> gave.</summary>
    public JournalReader OpenReader() => new(_files.FileExists(_path) ? TryOpen() : null);

    /// <summary>Opens the journal; null where something else is in its place: then it is renewed from the files of the runs.</summary>
    private Stream? TryOpen()
    {
        try
        {
            return _files.OpenRead(_path);
        }
        catch (NotAFileException)
        {
            return null;
        }
    }

    /// <summary>Writes the journal anew, whole.</summary>
    public IReadOnlyList<JournalLine> Rewrite(IEnumerable<(ReadOnlyMemory<byte> Line, FileStamp Stamp)> lines)
    {
        var written = new List<JournalLine>();
        _files.WriteWhole(
            _path,
            stream =>
            {
                var offset = 0L;
                foreach (var (line, stamp) in lines)
                {
                    stream.Write(line.Span);
                    written.Add(new JournalLine(offset, line.Length, stamp));
                    offset += line.Length;
                }
            }
        );
        _endsInsideLine = false;
        return written;
    }
}
