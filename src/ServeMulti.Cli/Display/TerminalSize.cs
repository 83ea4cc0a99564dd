using System.Runtime.InteropServices;

namespace ServeMulti.Cli.Display;

/// <summary>The size of a terminal in characters.</summary>
/// <param name="Columns">The characters of a line.</param>
/// <param name="Rows">The lines.</param>
internal readonly partial record struct TerminalSize(int Columns, int Rows)
{
    /// <summary>The file descriptor of standard output.</summary>
    public const int Output = 1;

    /// <summary>The file descriptor of standard error.</summary>
    public const int Error = 2;

    private const ulong GetWindowSize = 0x5413;

    private static readonly TerminalSize Usual = new(80, 24);

    /// <summary>Returns the size of the terminal that a stream is shown on; 80 x 24 where it does not say.</summary>
    /// <remarks>On Linux the terminal is asked, because the console of the runtime knows only that of standard output, and changes its
    /// modes.</remarks>
    public static TerminalSize Of(int stream)
    {
        try
        {
            var size =
                !OperatingSystem.IsLinux() ? new TerminalSize(Console.WindowWidth, Console.WindowHeight)
                : Control(stream, GetWindowSize, out var window) == 0 ? new TerminalSize(window.Columns, window.Rows)
                : Usual;
            return new(size.Columns > 0 ? size.Columns : Usual.Columns, size.Rows > 0 ? size.Rows : Usual.Rows);
        }
        catch (IOException)
        {
            return Usual;
        }
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(int file, ulong request, out Window window);

    private struct Window
    {
        public ushort Rows;
        public ushort Columns;
        public ushort PixelWidth;
        public ushort PixelHeight;
    }
}
