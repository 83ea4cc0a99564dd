using System.IO.Compression;
using ServeMulti.Files;

namespace ServeMulti.Results.Folder;

/// <summary>Packs an experiment into one small file, and reads it from there: what a comparison needs of it, and nothing that is
/// private.</summary>
/// <remarks>
/// A zip archive of the files of a folder: <c>experiment.json</c> without the fingerprints of environments, each <c>case.json</c>, each run
/// without its arrays, and the answers of searches; no logs, no failures. The same experiment makes the same bytes.
/// </remarks>
internal static class ExperimentArchive
{
    private const string Mark = "ServeMulti experiment";

    // The first time that an archive can state.
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Returns whether a file is at a path: then it is read as an archive.</summary>
    public static bool IsAt(string path) => File.Exists(path);

    /// <summary>Returns whether a file begins as an archive does; false where it cannot be read.</summary>
    public static bool LooksLikeOne(string path)
    {
        try
        {
            using var file = InputFile.Open(path, int.MaxValue);
            Span<byte> start = stackalloc byte[4];
            return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length
                && (start.SequenceEqual("PK\u0003\u0004"u8) || start.SequenceEqual("PK\u0005\u0006"u8));
        }
        catch (Exception exception) when (exception is NotAFileException or InvalidInputException || StoreFault.IsMeantBy(exception))
        {
            return false;
        }
    }

    /// <exception cref="ResultStoreException">The archive cannot be read.</exception>
    public static IFileSystem Open(string path)
    {
        try
        {
            return new ArchiveFileSystem(path, InputFile.ReadAll(path, ArchiveFileSystem.LargestArchive));
        }
        catch (Exception exception) when (exception is InvalidDataException or NotAFileException)
        {
            throw new ResultStoreException(
                $"{path} is no packed experiment: {(exception is NotAFileException other ? other.Reason : exception.Message.TrimEnd('.'))}. Name the folder of an experiment, or a file that 'serve-multi pack' wrote.",
                exception
            );
        }
        catch (Exception exception) when (StoreFault.IsMeantBy(exception))
        {
            throw StoreFault.DescribeRead(exception, path);
        }
    }

    /// <summary>Writes an archive.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overwrite">Whether a file that is no packed experiment may be replaced.</param>
    /// <param name="content">The files.</param>
    /// <exception cref="InvalidInputException">The file must not be replaced.</exception>
    /// <exception cref="ResultStoreException">The file cannot be written.</exception>
    public static void Save(string path, bool overwrite, IEnumerable<(string Name, byte[] Content)> content)
    {
        try
        {
            OutputFile
                .At(path, stream => FileMark.IsIn(stream, System.Text.Encoding.UTF8.GetBytes(Mark)), overwrite)
                .Write(stream => Write(stream, content));
        }
        catch (OutputRefusedException exception)
        {
            throw new InvalidInputException(OutputFile.Describe(path, exception), exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ResultStoreException(OutputFile.Describe(path, exception), exception);
        }
    }

    /// <summary>Returns the files of an experiment that are packed, by their names in it.</summary>
    /// <param name="folder">The experiment.</param>
    /// <param name="cases">Its cases.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public static IEnumerable<(string Name, byte[] Content)> List(
        StoredFolder folder,
        IReadOnlyList<StoredCase> cases,
        CancellationToken cancellationToken
    )
    {
        if (folder.Experiment is { } experiment)
        {
            var shared = experiment with { CopiesOf = experiment.Identities, Environment = EnvironmentFingerprint.None, TableBytes = null };
            yield return (Path.GetFileName(folder.Layout.ExperimentFile), shared.ToJson());
        }

        foreach (var one in cases)
        {
            if (folder.TryReadCaseFile(one) is { } identity)
            {
                yield return ($"{one.Folder}/{ExperimentLayout.CaseFileName}", identity);
            }

            foreach (var (name, answer) in one.Answers)
            {
                yield return ($"{one.Folder}/{name}.json", JsonText.Write(answer.WriteTo));
            }

            foreach (var run in one.FinishedRuns)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (folder.TryReadRun(one, run, journal: null) is { } record)
                {
                    yield return ($"{one.Folder}/{ExperimentLayout.RunFileName(run)}", Spell(record));
                }
            }
        }
    }

    private static byte[] Spell(RunRecord run) => JsonText.Write(RunObject.From(run).WriteRecord);

    private static void Write(Stream stream, IEnumerable<(string Name, byte[] Content)> content)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true) { Comment = Mark };
        foreach (var (name, bytes) in content)
        {
            var entry = zip.CreateEntry(name, CompressionLevel.SmallestSize);
            entry.LastWriteTime = NoTime;
            using var packed = entry.Open();
            packed.Write(bytes);
        }
    }
}
