using System.Text.Json;
using ServeMulti.Benchmarking;

namespace ServeMulti.Results.Folder;

/// <summary>Reads one case folder: which case, which runs are finished, what cannot be read.</summary>
internal sealed class FolderScan
{
    /// <summary>The hexadecimal digits of a SHA-256.</summary>
    private const int KeyLength = 64;

    private readonly IFileSystem _files;
    private readonly ExperimentLayout _layout;
    private readonly JournalIndex _journal;
    private readonly RunCheck _check;

    public FolderScan(IFileSystem files, ExperimentLayout layout, JournalIndex journal, RunCheck check)
    {
        _files = files;
        _layout = layout;
        _journal = journal;
        _check = check;
    }

    /// <summary>Gets the files that cannot be read, with the reason; they count as not there.</summary>
    public List<UnreadableFile> Unreadable { get; } = [];

    /// <summary>Gets what a host that was killed left half-written.</summary>
    public List<string> Leftovers { get; } = [];

    /// <summary>Reads a folder; null where it is no case folder: its name does not begin with <c>SERVE</c>, and it has no
    /// <c>case.json</c>.</summary>
    /// <param name="name">The name of the folder.</param>
    /// <param name="entries">What is in it.</param>
    public CaseFolder? TryRead(string name, IReadOnlyList<FolderEntry> entries)
    {
        var isCase = ExperimentLayout.IsNamedAsCase(name) || entries.Any(entry => entry.Name == ExperimentLayout.CaseFileName);
        return isCase ? Read(name, entries) : null;
    }

    /// <summary>Reads a folder that is known to be one of a case.</summary>
    /// <param name="name">The name of the folder.</param>
    /// <param name="entries">What is in it.</param>
    public CaseFolder Read(string name, IReadOnlyList<FolderEntry> entries) => Read(name, entries, canHoldLoads: true);

    private CaseFolder Read(string name, IReadOnlyList<FolderEntry> entries, bool canHoldLoads)
    {
        var folder = new CaseFolder(name);
        foreach (var entry in entries)
        {
            if (ExperimentLayout.TryParseRunFile(entry.Name, out var run))
            {
                ReadRun(folder, run, entry);
            }
            else if (ExperimentLayout.TryParseFailureFile(entry.Name, out run))
            {
                folder.Failures.Add(run);
            }
            else if (entry.Name == ExperimentLayout.CaseFileName)
            {
                Read(_layout.CaseFile(name), entry, path => (folder.Key, folder.HasUnverifiedRuns) = ReadKey(_files.ReadWhole(path)));
            }
            else if (entry.Name == ExperimentLayout.CaseSummaryName)
            {
                folder.SummaryLength = entry.Length;
            }
            else if (entry.IsFolder)
            {
                if (canHoldLoads && entry.Name.Contains('=', StringComparison.Ordinal))
                {
                    var loadName = $"{name}/{entry.Name}";
                    folder.Loads.Add(Read(loadName, _files.List(_layout.CaseFolder(loadName)), canHoldLoads: false));
                }
            }
            else if (ExperimentLayout.IsAnswerFile(entry.Name))
            {
                folder.Answers.Add(entry.Name);
            }
            else if (ExperimentLayout.IsLeftover(entry.Name))
            {
                Leftovers.Add(Path.Combine(_layout.CaseFolder(name), entry.Name));
            }
        }

        return folder;
    }

    /// <summary>A file that the journal speaks of, and that has the size and the time it had then, is what was stored; all others are
    /// read.</summary>
    private void ReadRun(CaseFolder folder, int run, FolderEntry entry)
    {
        JournalLine? known = _journal.TryFind(folder.Name, run, out _, out var line) ? line : null;
        var stored = new StoredRun(entry.Length, entry.WrittenAt, known);
        if (!entry.IsFolder && known is not null && IsUnchanged(line.Stamp, entry))
        {
            folder.Runs.Add(run, stored);
            return;
        }

        var isGood = Read(
            _layout.RunFile(folder.Name, run),
            entry,
            path =>
            {
                var isHashed = line.Stamp.Hash is not null;
                if (isHashed && _files.HoldsStored(path, stored))
                {
                    folder.Runs.Add(run, stored);
                    return;
                }

                var failure = CompletedRequests.FindFailure(_files.ReadRun(path).ToDocument());
                if (isHashed)
                {
                    throw new InvalidInputException(UnreadableFile.ChangedContent);
                }

                // The original keeps such a run; we make it a failure, and its latencies of 0 ms would be the best of all.
                if (failure is null)
                {
                    folder.Runs.Add(run, stored with { Line = null });
                }
                else
                {
                    folder.EmptyRuns.Add(run);
                }
            }
        );
        if (!isGood)
        {
            folder.DamagedRuns.Add(run);
        }
    }

    /// <summary>Returns whether a file is known to be what was stored without reading it.</summary>
    private bool IsUnchanged(FileStamp stamp, FolderEntry entry) =>
        _check != RunCheck.All
        && stamp.Length > 0
        && stamp.Length == entry.Length
        && (stamp.Hash is null ? _check == RunCheck.Changed : stamp.WrittenAt == entry.WrittenAt);

    /// <returns>False where the file does not hold what it should hold.</returns>
    private bool Read(string path, FolderEntry entry, Action<string> read)
    {
        if (entry.IsFolder)
        {
            Unreadable.Add(new UnreadableFile(path, UnreadableFile.FolderInPlace));
            return false;
        }

        try
        {
            read(path);
            return true;
        }
        catch (FileNotFoundException)
        {
            // Another host moved it away between the listing and now.
            return true;
        }
        catch (Exception exception) when (JsonText.IsUnreadable(exception))
        {
            Unreadable.Add(UnreadableFile.Of(path, exception));
            return false;
        }
    }

    private static (string Key, bool HasUnverifiedRuns) ReadKey(byte[] json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = JsonText.Deep.MaxDepth });
        string? key = null;
        var hasUnverifiedRuns = false;
        while (reader.Read())
        {
            if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            hasUnverifiedRuns |= reader.ValueTextEquals("unverifiedRuns"u8);
            if (key is null && reader.ValueTextEquals("key"u8))
            {
                reader.Read();
                key = reader.GetString();
            }
        }

        return key?.Length == KeyLength && key.All(char.IsAsciiHexDigitLower)
            ? (key, hasUnverifiedRuns)
            : throw new InvalidInputException("There is no key in it.");
    }
}
