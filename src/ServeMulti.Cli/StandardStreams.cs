using System.Runtime.InteropServices;
using ServeMulti.Cli.Display;
using ServeMulti.Parameters;
using Spectre.Console;

namespace ServeMulti.Cli;

/// <summary>Standard output and standard error of this program: whatever is wrong with them, writing never throws, and no secret or control
/// sequence reaches them.</summary>
internal static partial class StandardStreams
{
    private const int GetDescriptorFlags = 1;
    private const int ClosedOnExec = 1;
    private const int ReadWrite = 2;
    private const int BufferSize = 64 * 1024;

    private static GuardedWriter? _output;
    private static GuardedWriter? _terminal;
    private static SecretRedactor? _secrets;
    private static Colours? _errorColours;
    private static bool? _canDraw;

    /// <summary>Gets standard error for what moves the cursor, such as a progress display. The caller makes control characters of others
    /// visible.</summary>
    public static TextWriter Terminal => _terminal ?? Console.Error;

    /// <summary>Gets whether <see cref="Terminal"/> is a terminal on which the cursor can be moved, and on which somebody looks.</summary>
    public static bool CanDraw =>
        _canDraw ??=
            !Console.IsErrorRedirected
            && AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }).Profile.Capabilities
                is { Interactive: true, Ansi: true };

    /// <summary>Gets the colours of standard error. On Windows a console shows them where the cursor can be moved.</summary>
    public static Colours ErrorColours =>
        _errorColours ??= Colours.Of(
            OperatingSystem.IsWindows() ? CanDraw : !Console.IsErrorRedirected,
            Environment.GetEnvironmentVariable
        );

    /// <summary>Gets the columns of a line of standard output; the largest number if it is no terminal.</summary>
    public static int OutputWidth => Console.IsOutputRedirected ? int.MaxValue : TerminalSize.Of(TerminalSize.Output).Columns;

    /// <summary>Gets standard output, for text of which parts are prepared once and written often.</summary>
    public static GuardedWriter Output => _output ?? new GuardedWriter(Console.Out);

    /// <summary>Gets or sets whether everything that is written to standard output is also kept in files, so that its loss is only a
    /// warning.</summary>
    public static bool OutputIsKept { get; set; }

    /// <summary>Replaces the streams of <see cref="Console"/>. Must run before anything is written.</summary>
    public static void Install()
    {
        var isOpen = FindOpen();
        OccupyClosed();
        var error = isOpen[2] ? Console.Error : null;
        _output = new GuardedWriter(isOpen[1] ? OpenOutput() : null, text => ShortText.Visible(Hide(text)));
        _terminal = new GuardedWriter(error, Hide);
        Console.SetOut(_output);
        Console.SetError(new GuardedWriter(error, text => ErrorColours.PaintPrefix(ShortText.Visible(Hide(text)))));
    }

    /// <summary>Replaces secrets in all text from now on: those in the arguments and in the environment of this program.</summary>
    public static void HideSecrets(string[] arguments)
    {
        try
        {
            _secrets = new SecretRedactor([new CommandLine("serve-multi", arguments), .. arguments.Select(TryParse).OfType<CommandLine>()]);
        }
        catch (InvalidInputException)
        {
            _secrets = new SecretRedactor();
        }
    }

    /// <summary>Returns whether a text holds a secret of the arguments, which would be hidden.</summary>
    public static bool HoldsSecret(string text) => Hide(text) != text;

    /// <summary>Reports text that could not be written to standard output, and returns the exit code.</summary>
    /// <param name="exitCode">The exit code of the command.</param>
    public static int Conclude(int exitCode)
    {
        if (_output?.Fault is not { } fault)
        {
            return exitCode;
        }

        Console.Error.WriteLine($"{(OutputIsKept ? "warning" : "error")}: Standard output could not be written: {fault}");
        return OutputIsKept || exitCode != ExitCodes.Done ? exitCode : ExitCodes.HostBroke;
    }

    /// <summary>Opens standard output with a large buffer: the console's own writer hands 256 characters at a time to the system.</summary>
    private static StreamWriter OpenOutput() => new(Console.OpenStandardOutput(), Console.Out.Encoding, BufferSize) { AutoFlush = true };

    private static string Hide(string text) => _secrets?.Redact(text) ?? text;

    /// <summary>Parses an argument that is a command itself, such as that of <c>--serve-cmd</c>.</summary>
    private static CommandLine? TryParse(string argument)
    {
        try
        {
            return argument.Contains(' ', StringComparison.Ordinal) ? CommandLine.Parse(argument) : null;
        }
        catch (InvalidInputException)
        {
            return null;
        }
    }

    /// <summary>Finds which of the three standard streams were open when this program started. What the runtime opened in the place of a
    /// closed one is closed on exec; an inherited stream never is.</summary>
    private static bool[] FindOpen() =>
        OperatingSystem.IsWindows()
            ? [true, true, true]
            :
            [
                .. Enumerable
                    .Range(0, 3)
                    .Select(file => GetFlags(file, GetDescriptorFlags) is >= 0 and var flags && (flags & ClosedOnExec) == 0),
            ];

    /// <summary>Opens the null device in the place of closed streams, or a file that is opened next would get what native libraries
    /// print.</summary>
    private static void OccupyClosed()
    {
        for (var file = 0; file < 3 && !OperatingSystem.IsWindows(); file++)
        {
            if (GetFlags(file, GetDescriptorFlags) < 0)
            {
                _ = Open("/dev/null", ReadWrite);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int GetFlags(int file, int command);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
