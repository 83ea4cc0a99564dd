using System.Globalization;
using System.Text.Json;
using ServeMulti.Parameters;

namespace ServeMulti.Results.Folder;

/// <summary>Keeps an experiment for one host at a time. The lock is the system's own and ends with the process, however it dies.</summary>
/// <remarks>The holder is named in a second file, which others can read. The lock file itself stays: removing it would let two hosts lock
/// two files of one name.</remarks>
internal sealed class ExperimentLock : IDisposable
{
    private const int MostLooks = 40;
    private const int LongestHost = 100;

    private readonly IFileSystem _files;
    private readonly ExperimentLayout _layout;
    private readonly IDisposable _handle;

    private ExperimentLock(IFileSystem files, ExperimentLayout layout, IDisposable handle)
    {
        _files = files;
        _layout = layout;
        _handle = handle;
    }

    /// <summary>Takes the lock; null where another host holds it.</summary>
    public static ExperimentLock? TryTake(IFileSystem files, ExperimentLayout layout, TimeProvider timeProvider)
    {
        // An inspection looks at the lock for an instant, and only then prevents it: ask again before believing it.
        var handle = files.TryLock(layout.LockFile);
        for (var wait = new SpinWait(); handle is null && wait.Count < MostLooks; handle = files.TryLock(layout.LockFile))
        {
            wait.SpinOnce();
        }

        if (handle is null)
        {
            return null;
        }

        try
        {
            // What a merge left is recognised by its lock, which so must be the first name on the disk.
            files.FlushFolder(layout.Folder);
            CheckThatItHolds(files, layout);
            files.WriteWhole(layout.OwnerFile, DescribeOwner(timeProvider), isPrivate: false);
        }
        catch
        {
            handle.Dispose();
            throw;
        }

        return new ExperimentLock(files, layout, handle);
    }

    /// <summary>
    /// Some network file systems, and a switch of the runtime, give every host the lock. Then only the record of the holder is left, which
    /// is as good as that the holder removes it at its end.
    /// </summary>
    private static void CheckThatItHolds(IFileSystem files, ExperimentLayout layout)
    {
        if (!files.IsLocked(layout.LockFile) && files.FileExists(layout.OwnerFile))
        {
            throw new InvalidInputException(
                $"{layout.Folder} is held by {ReadOwner(files, layout) ?? "another host"}, as {layout.OwnerFile} says. No lock works there, so it is unknown whether that host still runs; "
                    + "when it does not, remove that file, and resume."
            );
        }
    }

    /// <summary>Returns whether another host holds an experiment, without taking it.</summary>
    public static bool IsHeld(IFileSystem files, ExperimentLayout layout) =>
        files.FileExists(layout.OwnerFile) && files.IsLocked(layout.LockFile);

    /// <summary>Says who holds an experiment, as one line.</summary>
    public static string DescribeHolder(IFileSystem files, ExperimentLayout layout)
    {
        var holder = ReadOwner(files, layout) ?? "another host";
        return $"{layout.Folder} is held by {holder}; wait until that sweep ends, or stop it, and resume.";
    }

    public void Dispose()
    {
        try
        {
            _files.Delete(_layout.OwnerFile);
        }
        finally
        {
            _handle.Dispose();
        }
    }

    private static byte[] DescribeOwner(TimeProvider timeProvider) =>
        JsonText.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("host", Environment.MachineName);
            writer.WriteNumber("processId", Environment.ProcessId);
            writer.WriteString("startedAt", timeProvider.GetUtcNow());
            writer.WriteEndObject();
        });

    private static string? ReadOwner(IFileSystem files, ExperimentLayout layout)
    {
        try
        {
            using var document = JsonDocument.Parse(files.ReadWhole(layout.OwnerFile));
            var root = document.RootElement;
            return string.Create(
                CultureInfo.InvariantCulture,
                $"process {root.GetProperty("processId").GetInt32()} on {Excerpt.OneLine(root.GetProperty("host").GetString()!, LongestHost)} since {root.GetProperty("startedAt").GetDateTimeOffset():u}"
            );
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException || JsonText.IsUnreadable(exception))
        {
            // The holder ends or begins at this moment; that it holds the lock is certain all the same.
            return null;
        }
    }
}
