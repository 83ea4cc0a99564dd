using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ServeMulti.LoadGeneration.Transport;

/// <summary>How many files this process may have open, sockets included, and which of them are kept for the process itself.
/// Immutable.</summary>
/// <remarks>
/// The runtime raises the limit to the hard one when it starts. At the limit it aborts the process: a new thread needs a pipe, and code
/// that is used for the first time needs its file. So sockets stay below the limit. A system gives every new file the smallest number that
/// is free: a socket whose number is near the limit says that nearly all files are in use, whoever opened them.
/// </remarks>
internal sealed partial class OpenFileLimit
{
    // For threads that start, code that is not loaded yet, results and logs.
    private const int KeptFree = 48;

    // What a process with this library and without a connection has open once everything is loaded, and what is kept free.
    private const int LeastOwn = 160;
    private const int NotLoadedYet = 24;

    private readonly int? _mostFiles;

    /// <param name="mostFiles">How many files may be open; null: any number.</param>
    /// <param name="openFiles">How many are open now.</param>
    public OpenFileLimit(int? mostFiles, int openFiles)
    {
        _mostFiles = mostFiles;
        Own = Math.Max(LeastOwn, openFiles + KeptFree + NotLoadedYet);
    }

    /// <summary>Gets a limit that is never reached.</summary>
    public static OpenFileLimit None { get; } = new(null, 0);

    /// <summary>Gets how many files the process needs besides connections.</summary>
    public int Own { get; }

    /// <summary>Gets how many files may be open; null if there is no limit.</summary>
    public int? MostFiles => _mostFiles;

    /// <summary>Gets how many connections may be open at once; null if there is no limit.</summary>
    public int? MostConnections => _mostFiles is { } most ? Math.Max(0, most - Own) : null;

    /// <summary>Reads the limit of this process, and how many files it has open.</summary>
    public static OpenFileLimit Read()
    {
        if (OperatingSystem.IsWindows() || GetLimit(OperatingSystem.IsLinux() ? 7 : 8, out var limit) != 0 || limit.Current > int.MaxValue)
        {
            return None;
        }

        return new((int)limit.Current, CountOpenFiles());
    }

    /// <summary>Makes sure that a socket is none of the files that are kept for the process itself.</summary>
    /// <exception cref="SocketException">It is: too many files are open.</exception>
    public void Check(Socket socket)
    {
        if (_mostFiles is { } most && socket.Handle >= most - KeptFree)
        {
            throw new SocketException((int)SocketError.TooManyOpenSockets);
        }
    }

    private static int CountOpenFiles()
    {
        try
        {
            return Directory.EnumerateFileSystemEntries("/dev/fd").Count();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A system without that folder: the least is assumed.
            return 0;
        }
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetLimit(int resource, out Limit limit);

    private struct Limit
    {
        public ulong Current;
        public ulong Hard;
    }
}
