using System.Text.RegularExpressions;

namespace ServeMulti.Processes;

/// <summary>Reads lines of output, one after the other, for what each says of a failure.</summary>
internal sealed partial class OutputLineReader
{
    // Printed about a cause that was printed before, or that belongs to another program.
    private static readonly string[] Pointers =
    [
        "root cause above",
        "see stack trace",
        "see above for",
        "ChildFailedError",
        "CalledProcessError",
        "KeyboardInterrupt",
        "SystemExit",
        "EngineDeadError",
        "engine core initialization failed",
        "Received sigquit from a child process",
        "exiting due to ",
        "exiting now",
    ];

    // Printed while all is well, or about what was not cleaned up after the failure.
    private static readonly string[] Noise =
    [
        "Warning: ",
        "Warning:\t",
        "resource_tracker",
        "leaked ",
        "destroy_process_group",
        "During handling of the above",
        "The above exception was the direct cause",
        "RUST_BACKTRACE",
        "note: ",
        "CUDA kernel errors might be asynchronously reported",
        "For debugging consider passing",
        "Compile with `TORCH_USE_CUDA_DSA`",
        "Error handling",
    ];

    private static readonly string[] Hints =
    [
        "failed",
        "cannot ",
        "can't ",
        "could not ",
        "couldn't ",
        "unable to ",
        "refused",
        "denied",
        "not found",
        "no such ",
        "out of memory",
        "invalid",
        "unrecognized",
        "killed",
        "timed out",
        "error",
        "abort",
    ];

    private bool _isIgnored;
    private string? _panic;

    /// <summary>Reads the next line.</summary>
    /// <returns>How much it says, and the line without what a log puts in front of it.</returns>
    public (Telling Telling, string Text) Read(string line)
    {
        if (_panic is { } panic)
        {
            // Newer Rust prints where it panicked, and then why.
            _panic = null;
            return (Telling.Exception, $"{panic} {line.Trim()}");
        }

        var (text, level) = Strip(line);
        if (text.Length == 0 || IsPlaceOrProgress(text))
        {
            return default;
        }

        if (text.StartsWith("Exception ignored in", StringComparison.Ordinal))
        {
            // Its own traceback follows; it ended nothing.
            _isIgnored = true;
            return default;
        }

        if (Panic().IsMatch(text) && text.EndsWith(':'))
        {
            _panic = text;
            return default;
        }

        var telling = Judge(text, level);
        if (telling == Telling.Exception && _isIgnored)
        {
            _isIgnored = false;
            return default;
        }

        return (telling, text);
    }

    private static (string Text, string Level) Strip(string line)
    {
        var text = ProcessPrefix().Replace(line, "");
        var log = LogPrefix().Match(text);
        var level = log.Groups["level"].Value;
        text = log.Success ? text[log.Length..] : text;
        return (UnhandledPrefix().Replace(text.TrimEnd(), ""), level);
    }

    /// <summary>A line of code and the place it is at are indented in Python, Java and .NET alike.</summary>
    private static bool IsPlaceOrProgress(string text) =>
        text[0] is ' ' or '\t'
        || text.Contains("Traceback (most recent call last)", StringComparison.Ordinal)
        || Progress().IsMatch(text)
        || Array.Exists(Noise, noise => text.Contains(noise, StringComparison.Ordinal));

    private static Telling Judge(string text, string level)
    {
        if (level is "INFO" or "DEBUG" or "WARNING" || Nought().IsMatch(text))
        {
            return Telling.Nothing;
        }

        if (Array.Exists(Pointers, pointer => text.Contains(pointer, StringComparison.OrdinalIgnoreCase)))
        {
            return Telling.Pointer;
        }

        return ExceptionLine().IsMatch(text) || Panic().IsMatch(text) ? Telling.Exception
            : ErrorLine().IsMatch(text) || Crash().IsMatch(text) ? Telling.Error
            : level.Length > 0 || Array.Exists(Hints, hint => text.Contains(hint, StringComparison.OrdinalIgnoreCase)) ? Telling.Hint
            : Telling.Nothing;
    }

    // (EngineCore_DP0 pid=1094) of vLLM, [rank0]: of PyTorch, [2025-11-24 09:12:31 TP0] of SGLang
    [GeneratedRegex(@"^(\([\w. -]+ pid=\d+\) |\[rank\d+\]: ?|\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[^\]]*\] ?)+")]
    private static partial Regex ProcessPrefix();

    // ERROR 11-24 09:12:31 [core.py:708] of vLLM; 2025-11-24 09:12:31,123 - root - ERROR - and ERROR:root: of Python; E0000 of llama.cpp is
    // left as it is
    [GeneratedRegex(
        @"^(?:(?<level>INFO|DEBUG|WARNING|ERROR|CRITICAL|FATAL) \d\d-\d\d \d\d:\d\d:\d\d (?:\[[^\]]*\] ?)?|\d{4}-\d\d-\d\d[ T][\d:.,Z+-]+ (?:- )?(?:[\w.]+ - )?\[?(?<level>INFO|DEBUG|WARNING|ERROR|CRITICAL|FATAL)\]?:? (?:- )?|(?<level>INFO|DEBUG|WARNING|ERROR|CRITICAL|FATAL):(?: +|[\w.]*:))"
    )]
    private static partial Regex LogPrefix();

    [GeneratedRegex(@"^(?:Unhandled exception\.|Exception in thread ""[^""]*"") ")]
    private static partial Regex UnhandledPrefix();

    [GeneratedRegex(@"\d+%\||\d+(?:\.\d+)?(?:it/s|s/it)|^[\s^~-]*$")]
    private static partial Regex Progress();

    // No error after all: "Failed requests: 0", "0 errors".
    [GeneratedRegex(
        @"\b(?:failed|errors?|failures?)[^:=]{0,20}[:=]\s*0(?:\.0+)?\b(?!\.)|\b(?:0|no) (?:errors?|failures?|failed)\b",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Nought();

    [GeneratedRegex(
        @"^(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Failure|Exit|Interrupt|NotFound|Refused|Timeout)(?:\b: \S.*|:?)$|^AssertionError\b"
    )]
    private static partial Regex ExceptionLine();

    [GeneratedRegex(@"^panic: |^thread '.*' (?:\(\d+\) )?panicked at |^terminate called after throwing|^Fatal Python error: ")]
    private static partial Regex Panic();

    [GeneratedRegex(@"\b(?:error|fatal)\b[^:]{0,60}: \S|^error\b.*\S|^E(?:RROR)? .*\S|\bERROR\b.*\S", RegexOptions.IgnoreCase)]
    private static partial Regex ErrorLine();

    [GeneratedRegex(
        @"Segmentation fault|Bus error|Illegal instruction|core dumped|CUDA out of memory|CUDA error|GGML_ASSERT|Assertion .* failed|command not found|^Killed$|what\(\): "
    )]
    private static partial Regex Crash();
}
