using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.IO.Enumeration;
using System.Text;
using ServeMulti.Files;
using ServeMulti.Native;

namespace ServeMulti.Processes;

/// <summary>Reads processes from Linux's <c>/proc</c>. A process that ends while it is read is simply not there.</summary>
internal static class ProcFs
{
    private const int StatSize = 4096;
    private const int EnvironmentChunk = 64 * 1024;

    // It takes some microseconds, or as long as a busy machine or a slow disk lets the process wait; one that hangs must not hang us.
    private static readonly TimeSpan LongestReplacement = TimeSpan.FromSeconds(2);

    /// <summary>Gets whether this machine has a <c>/proc</c> as Linux writes it.</summary>
    public static bool IsAvailable { get; } = OperatingSystem.IsLinux() && TryRead(Environment.ProcessId) is not null;

    /// <summary>Reads the ids of all processes that can be seen.</summary>
    public static IEnumerable<int> ReadIds() =>
        new FileSystemEnumerable<int>("/proc", (ref FileSystemEntry entry) => ParseId(entry.FileName))
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => ParseId(entry.FileName) > 0,
        };

    /// <summary>Reads the largest id a process can have, after which ids start again from the smallest free one.</summary>
    /// <returns>The id; 0 if it is not known.</returns>
    public static int ReadLargestId() =>
        int.TryParse(TryReadText("/proc/sys/kernel/pid_max"), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;

    /// <summary>Reads every process but the kernel's own threads, zombies included.</summary>
    /// <param name="smallestId">Leaves out the processes with a smaller id.</param>
    /// <param name="vanished">Gets the ids of those that ended before they could be read; null: they are not asked for.</param>
    public static List<ProcEntry> ReadAll(int smallestId = 1, ICollection<int>? vanished = null)
    {
        var entries = new List<ProcEntry>();
        var buffer = new byte[StatSize];
        foreach (var id in ReadIds())
        {
            if (id < smallestId)
            {
                continue;
            }

            if (TryRead(id, buffer) is not { } entry)
            {
                vanished?.Add(id);
            }
            else if (!entry.IsKernelThread)
            {
                entries.Add(entry);
            }
        }

        return entries;
    }

    /// <summary>Reads one process; null if there is none with this id.</summary>
    public static ProcEntry? TryRead(int id) => TryRead(id, new byte[StatSize]);

    /// <summary>Returns whether a process was started with an entry in its environment; null if it shows none: it has ended, may not be
    /// read or has an empty one.</summary>
    /// <remarks>One that is just replacing its program (<c>execve</c>) shows no environment for a moment, which is waited for.</remarks>
    public static bool? HasEnvironmentEntry(int id, ReadOnlySpan<byte> entry)
    {
        var start = Stopwatch.GetTimestamp();
        var pause = new SpinWait();
        for (var isSettled = false; ; isSettled = !IsReplacingProgram(id))
        {
            var answer = TryFindEnvironmentEntry(id, entry);
            if (answer is not null || isSettled || Stopwatch.GetElapsedTime(start) > LongestReplacement)
            {
                return answer;
            }

            pause.SpinOnce();
        }
    }

    /// <summary>Reads a process's name, as <c>ps</c> shows it; null if there is none with this id.</summary>
    public static string? TryReadName(int id) => TryReadText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/comm"));

    /// <summary>Reads a short text without its line end; null if it is not there or may not be read.</summary>
    public static string? TryReadText(string path)
    {
        Span<byte> buffer = stackalloc byte[256];
        var count = Libc.ReadFile(path, buffer);
        return count < 0 ? null : Encoding.UTF8.GetString(buffer[..count]).TrimEnd('\n');
    }

    /// <summary>Looks for an entry in a process's environment; null if it shows none.</summary>
    private static bool? TryFindEnvironmentEntry(int id, ReadOnlySpan<byte> entry)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(EnvironmentChunk);
        try
        {
            using var file = RegularFile.OpenHandle($"/proc/{id}/environ");

            // Entries end in NUL: within the value of another entry, such as a saved environment, the text is none.
            byte[] whole = [0, .. entry, 0];
            buffer[0] = 0;
            var kept = 1;
            long offset = 0;
            int read;
            while ((read = RandomAccess.Read(file, buffer.AsSpan(kept), offset)) > 0)
            {
                offset += read;
                var seen = buffer.AsSpan(0, kept + read);
                if (seen.IndexOf(whole) >= 0)
                {
                    return true;
                }

                // An entry may lie across two chunks.
                kept = Math.Min(seen.Length, whole.Length - 1);
                seen[^kept..].CopyTo(buffer);
            }

            return offset == 0 ? null : false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>
    /// Returns whether a process has left its old program and not begun the new one. What the kernel passes to a program (auxv), its
    /// environment and at last where its stack begins are written in this order.
    /// </summary>
    private static bool IsReplacingProgram(int id)
    {
        Span<byte> first = stackalloc byte[nint.Size];
        var hasMemory = Libc.ReadFile(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/auxv"), first) == first.Length;
        return hasMemory && (first.IndexOfAnyExcept((byte)0) < 0 || !HasStack(id));
    }

    private static bool HasStack(int id)
    {
        const int StackStart = 25;
        Span<byte> stat = stackalloc byte[StatSize];
        var count = Libc.ReadFile(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"), stat);
        if (count <= 0)
        {
            return false;
        }

        var fields = FieldsBehindName(stat[..count]);
        for (var field = 0; field < StackStart; field++)
        {
            fields = fields[(fields.IndexOf((byte)' ') + 1)..];
        }

        return !fields.StartsWith("0 "u8);
    }

    private static int ParseId(ReadOnlySpan<char> name) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;

    private static ProcEntry? TryRead(int id, byte[] buffer)
    {
        var count = Libc.ReadFile(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"), buffer);
        return count <= 0 ? null : Parse(id, buffer.AsSpan(0, count));
    }

    /// <summary>Parses the line of <c>/proc/PID/stat</c>; null if it is none.</summary>
    internal static ProcEntry? Parse(int id, ReadOnlySpan<byte> stat)
    {
        var rest = FieldsBehindName(stat);
        if (rest.IsEmpty)
        {
            return null;
        }

        var state = (char)rest[0];
        Span<long> fields = stackalloc long[20];
        for (var index = 0; index < fields.Length; index++)
        {
            var space = rest.IndexOf((byte)' ');
            if (space < 0)
            {
                return null;
            }

            if (index > 0 && !Utf8Parser.TryParse(rest, out fields[index], out _))
            {
                return null;
            }

            rest = rest[(space + 1)..];
        }

        return new ProcEntry(id, (int)fields[1], (int)fields[2], (int)fields[3], fields[19], state, fields[6]);
    }

    /// <summary>Finds the fields from the state on. The name before them is in brackets and may hold any character, brackets and spaces
    /// included.</summary>
    private static ReadOnlySpan<byte> FieldsBehindName(ReadOnlySpan<byte> stat)
    {
        var nameEnd = stat.LastIndexOf((byte)')');
        return nameEnd < 0 || nameEnd + 2 >= stat.Length ? default : stat[(nameEnd + 2)..];
    }
}
