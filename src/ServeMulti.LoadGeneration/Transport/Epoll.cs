using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ServeMulti.LoadGeneration.Transport;

/// <summary>Linux's epoll: one call returns which of many sockets can be read or written.</summary>
/// <remarks>Sockets may be added, changed and removed by any thread; one thread waits.</remarks>
internal sealed partial class Epoll : IDisposable
{
    public const uint Readable = 0x001;
    public const uint Writable = 0x004;

    private const int MostEvents = 256;
    private const int CloseOnExec = 0x80000;
    private const int Nonblocking = 0x800;
    private const int AddOperation = 1;
    private const int ChangeOperation = 3;
    private const int Interrupted = 4;

    // The kernel packs the structure on x64, and on x64 alone.
    private static readonly int EventLength = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int DataOffset = EventLength - sizeof(ulong);

    private readonly byte[] _events = new byte[MostEvents * EventLength];
    private readonly int _epoll;
    private readonly int _wake;

    public Epoll()
    {
        _epoll = Check(Create(CloseOnExec));
        _wake = Check(CreateEvent(0, CloseOnExec | Nonblocking));
        Add(_wake, Readable);
    }

    /// <summary>Gets whether this system has it, in a form that is known here.</summary>
    public static bool IsSupported =>
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

    public void Add(int file, uint events) => Control(AddOperation, file, events);

    public void Change(int file, uint events) => Control(ChangeOperation, file, events);

    /// <summary>Waits until a socket is ready, an error of it included, or <see cref="Wake"/> was called.</summary>
    /// <returns>How many are ready; <see cref="FileAt"/> returns which.</returns>
    public int Wait()
    {
        int count;
        do
        {
            count = Wait(_epoll, _events, MostEvents, -1);
        } while (count < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        return Check(count);
    }

    public int FileAt(int index) => (int)MemoryMarshal.Read<ulong>(_events.AsSpan((index * EventLength) + DataOffset));

    /// <summary>Ends the present wait, or the next one.</summary>
    public void Wake() => _ = Write(_wake, 1, sizeof(ulong));

    /// <summary>Returns whether a file is the one behind <see cref="Wake"/>, and makes it ready to wake again.</summary>
    public bool TryTakeWake(int file) => file == _wake && Read(_wake, out _, sizeof(ulong)) != 0;

    public void Dispose()
    {
        _ = Close(_wake);
        _ = Close(_epoll);
    }

    private static int Check(int result) => result >= 0 ? result : throw new SocketException((int)SystemError.Last());

    private void Control(int operation, int file, uint events)
    {
        Span<byte> change = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(change, events);
        BinaryPrimitives.WriteUInt64LittleEndian(change[DataOffset..], (ulong)file);
        _ = Check(Control(_epoll, operation, file, change));
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(int epoll, int operation, int file, ReadOnlySpan<byte> change);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Wait(int epoll, [Out] byte[] events, int mostEvents, int timeout);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int CreateEvent(uint value, int flags);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Write(int file, in ulong value, nint length);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Read(int file, out ulong value, nint length);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int file);
}
