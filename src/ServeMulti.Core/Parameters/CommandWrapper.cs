namespace ServeMulti.Parameters;

/// <summary>A program that runs the command behind its own options, and changes nothing of it: <c>env</c>, <c>uv run</c>,
/// <c>numactl</c>.</summary>
/// <remarks>Shells (<c>bash -c</c>), containers (<c>docker run</c>) and other machines (<c>ssh</c>) are none: what runs there, and at which
/// address, is not part of the command's words.</remarks>
internal sealed record CommandWrapper
{
    private const string UvOptions =
        "--with --with-editable --with-requirements -p --python --project --directory --extra --no-extra --group --no-group --only-group --package --no-package "
        + "--env-file --index --default-index -i --index-url --extra-index-url -f --find-links --index-strategy --keyring-provider -P --upgrade-package --reinstall-package "
        + "--resolution --prerelease --fork-strategy --exclude-newer --link-mode -C --config-setting --no-build-isolation-package --no-build-package --no-binary-package "
        + "--refresh-package --cache-dir --python-preference --config-file --color --allow-insecure-host --from -c --constraints -b --build-constraints --overrides -w "
        + "--python-platform --torch-backend";

    private const string CondaOptions = "-n --name -p --prefix --cwd";

    private readonly string[] _subcommand;
    private readonly HashSet<string> _valueOptions;
    private readonly int _positionals;

    private CommandWrapper(string program, string valueOptions = "", int positionals = 0)
    {
        var words = program.Split(' ');
        (Program, _subcommand) = (words[0], words[1..]);
        _valueOptions = [.. valueOptions.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        _positionals = positionals;
    }

    /// <summary>Gets all that are known; of two that match, the first counts.</summary>
    public static IReadOnlyList<CommandWrapper> Known { get; } =
    [
        new("env", "-u --unset -C --chdir") { TakesAssignments = true },
        new("uv run", UvOptions) { TakesModule = true },
        new("uv tool run", UvOptions) { RunsPackages = true },
        new("uvx", UvOptions) { RunsPackages = true },
        new(
            "numactl",
            "-i --interleave -w --weighted-interleave -p --preferred -P --preferred-many -m --membind -N --cpunodebind -C --physcpubind"
        ),
        new("taskset", positionals: 1),
        new("nice", "-n --adjustment"),
        new("ionice", "-c --class -n --classdata"),
        new("chrt", "-T --sched-runtime -P --sched-period -D --sched-deadline", positionals: 1),
        new("stdbuf", "-i --input -o --output -e --error"),
        new("time", "-f --format -o --output"),
        new("timeout", "-k --kill-after -s --signal", positionals: 1),
        new("nohup"),
        new("setsid"),
        new("conda run", CondaOptions),
        new("mamba run", CondaOptions),
        new("micromamba run", CondaOptions),
        new("poetry run", "-P --project -C --directory"),
        new("pdm run", "-p --project"),
        new("pipenv run"),
    ];

    /// <summary>Gets the wrapper's name.</summary>
    public string Program { get; }

    /// <summary>Gets whether words such as <c>A=1</c> in front of the command set variables, as they do for <c>env</c>.</summary>
    private bool TakesAssignments { get; init; }

    /// <summary>Gets whether <c>-m MODULE</c> runs a Python module.</summary>
    private bool TakesModule { get; init; }

    /// <summary>Gets whether the program may be named with a version, such as <c>vllm@0.11.0</c>.</summary>
    private bool RunsPackages { get; init; }

    /// <summary>Finds what the wrapper at a word runs; null if there is no wrapper, or nothing is run.</summary>
    public static Wrapped? TryFind(string[] words, int at)
    {
        var name = CommandProgram.NameOf(words[at]);
        foreach (var wrapper in Known)
        {
            if (wrapper.Program.Equals(name, CommandProgram.NameComparison) && wrapper.TryUnwrap(words, at + 1) is { } wrapped)
            {
                return wrapped;
            }
        }

        return null;
    }

    /// <summary>Returns whether a word sets a variable where a command may begin: <c>A=1</c>.</summary>
    public static bool IsAssignment(ReadOnlySpan<char> word)
    {
        var equals = word.IndexOf('=');
        if (equals < 1 || char.IsAsciiDigit(word[0]))
        {
            return false;
        }

        foreach (var c in word[..equals])
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_')
            {
                return false;
            }
        }

        return true;
    }

    private Wrapped? TryUnwrap(string[] words, int at)
    {
        var reader = new OptionReader(this, words, at);
        foreach (var word in _subcommand)
        {
            reader.SkipOptions();
            if (!reader.TrySkip(word))
            {
                return null;
            }
        }

        reader.SkipOptions();
        reader.Skip(_positionals);
        return reader.ToWrapped();
    }

    /// <summary>What a wrapper runs.</summary>
    /// <param name="Start">The word of the program, or, where a module runs, the first behind it.</param>
    /// <param name="Module">The Python module that runs; null: a program.</param>
    /// <param name="IsPackage">Whether the program may be named with a version.</param>
    /// <param name="Environment">What the wrapper does to the environment.</param>
    internal sealed record Wrapped(int Start, string? Module, bool IsPackage, WrappedEnvironment Environment);

    /// <summary>Walks over the options of a wrapper.</summary>
    private sealed class OptionReader(CommandWrapper wrapper, string[] words, int at)
    {
        private readonly Dictionary<string, string?> _changes = new(StringComparer.Ordinal);
        private bool _isCleared;
        private string? _module;

        private string? Word => at < words.Length ? words[at] : null;

        public void SkipOptions()
        {
            while (_module is null && Word is { } word)
            {
                if (word == "--")
                {
                    at++;
                    SkipAssignments();
                    return;
                }

                if (wrapper.TakesAssignments && IsAssignment(word))
                {
                    SkipAssignments();
                    return;
                }

                if (!word.StartsWith('-'))
                {
                    return;
                }

                SkipOption(word);
            }
        }

        public bool TrySkip(string word)
        {
            var isThere = Word == word;
            at += isThere ? 1 : 0;
            return isThere;
        }

        public void Skip(int count) => at += count;

        public Wrapped? ToWrapped() =>
            at < words.Length || _module is not null
                ? new(at, _module, wrapper.RunsPackages, new WrappedEnvironment(_isCleared, _changes))
                : null;

        private void SkipAssignments()
        {
            for (; wrapper.TakesAssignments && Word is { } word && IsAssignment(word); at++)
            {
                var equals = word.IndexOf('=', StringComparison.Ordinal);
                _changes[word[..equals]] = word[(equals + 1)..];
            }
        }

        private void SkipOption(string word)
        {
            var equals = word.StartsWith("--", StringComparison.Ordinal) ? word.IndexOf('=', StringComparison.Ordinal) : -1;
            var (name, value) = equals < 0 ? (word, null) : (word[..equals], word[(equals + 1)..]);
            at++;
            if (wrapper.TakesModule && name is "-m" or "--module" && (value ?? Word) is { } module)
            {
                _module = module;
                at += value is null ? 1 : 0;
                return;
            }

            if (value is null && wrapper._valueOptions.Contains(name))
            {
                value = Word;
                at++;
            }

            if (wrapper.TakesAssignments)
            {
                NoteEnvironment(name, value);
            }
        }

        private void NoteEnvironment(string option, string? value)
        {
            if (option is "-" or "-i" or "--ignore-environment")
            {
                _isCleared = true;
            }
            else if (option is "-u" or "--unset" && value is not null)
            {
                _changes[value] = null;
            }
            else if (option.StartsWith("-u", StringComparison.Ordinal))
            {
                _changes[option[2..]] = null;
            }
        }
    }
}
