namespace ServeMulti.Parameters;

/// <summary>Recognises the names of secrets: of options, environment variables, headers, JSON members and parts of a URL's query.</summary>
internal static class SecretNames
{
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "key",
        "keys",
        "token",
        "secret",
        "secrets",
        "password",
        "passwords",
        "passwd",
        "passphrase",
        "authorization",
        "credential",
        "credentials",
        "header",
        "headers",
        "cookie",
        "bearer",
        "jwt",
    };

    /// <summary>What every name of a secret holds: most names hold none of it, and are not looked at further.</summary>
    private static readonly string[] Signs = ["key", "token", "secret", "pass", "auth", "cred", "header", "cookie", "bearer", "jwt"];

    /// <summary>Words that name nothing but secrets. A key may also sort, and a token be one of a text.</summary>
    private static readonly HashSet<string> CertainWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "secret",
        "secrets",
        "password",
        "passwords",
        "passwd",
        "passphrase",
        "authorization",
        "credential",
        "credentials",
        "cookie",
        "bearer",
        "jwt",
        "apikey",
        "apikeys",
    };

    /// <summary>Words that make a secret of the key or token behind them.</summary>
    private static readonly HashSet<string> Owners = new(StringComparer.OrdinalIgnoreCase)
    {
        "api",
        "access",
        "auth",
        "private",
        "admin",
        "master",
        "account",
        "client",
        "session",
        "refresh",
        "service",
        "user",
        "personal",
        "signing",
        "encryption",
        "id",
        "bot",
        "web",
        "subscription",
        "hf",
        "hub",
        "huggingface",
        "openai",
        "anthropic",
        "azure",
        "aws",
        "gcp",
        "google",
        "gh",
        "github",
        "gitlab",
        "wandb",
        "ngc",
        "nvidia",
        "vllm",
        "sglang",
        "comet",
        "mistral",
        "groq",
        "together",
    };

    /// <summary>What a name ends in whose value is not a secret, but says where one is.</summary>
    private static readonly HashSet<string> Places = new(StringComparer.OrdinalIgnoreCase)
    {
        "env",
        "file",
        "path",
        "dir",
        "folder",
        "name",
        "type",
        "format",
        "length",
        "count",
        "size",
        "error",
        "exception",
    };

    /// <summary>Returns whether a name looks like that of a secret: one of its words does. <c>max-tokens</c> and <c>tokenizer</c> do not;
    /// neither does <c>api-key-env</c>, which names a variable.</summary>
    public static bool AreLikely(ReadOnlySpan<char> name)
    {
        if (!HaveSign(name))
        {
            return false;
        }

        var words = Split(name);
        return words.Count > 0 && !Places.Contains(words[^1]) && (words.Exists(Words.Contains) || words.Exists(CertainWords.Contains));
    }

    /// <summary>Returns whether a name can only be that of a secret: <c>api_key</c>, <c>HF_TOKEN</c>, <c>password</c>; not <c>sort_key</c>
    /// or <c>stop_token</c>.</summary>
    /// <param name="name">The name.</param>
    /// <param name="isInProse">Whether it is in a text for people, in which a <c>key</c> or <c>token</c> alone is none: <c>unknown key:
    /// x</c>.</param>
    public static bool AreCertain(ReadOnlySpan<char> name, bool isInProse = false)
    {
        var words = Split(name);
        return words.Count > 0
            && !Places.Contains(words[^1])
            && (words.Exists(CertainWords.Contains) || HasOwnedKey(words) || (!isInProse && words is [var only] && IsKey(only)));
    }

    /// <summary>Returns whether a name is that of an option that names the variable with a secret: <c>api-key-env</c>.</summary>
    public static bool AreOfVariables(ReadOnlySpan<char> name) =>
        name.EndsWith("env", StringComparison.OrdinalIgnoreCase)
        && Split(name) is [.. var words, "env" or "ENV"]
        && words.Exists(Words.Contains);

    /// <summary>Returns whether a name is that of headers, which hold their own names: <c>header</c>, <c>extra-headers</c>.</summary>
    public static bool AreOfHeaders(ReadOnlySpan<char> name) =>
        Split(name) is [.., var last]
        && (last.Equals("header", StringComparison.OrdinalIgnoreCase) || last.Equals("headers", StringComparison.OrdinalIgnoreCase));

    private static bool HaveSign(ReadOnlySpan<char> name)
    {
        foreach (var sign in Signs)
        {
            if (name.Contains(sign, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasOwnedKey(List<string> words)
    {
        for (var i = 1; i < words.Count; i++)
        {
            if (IsKey(words[i]) && Owners.Contains(words[i - 1]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsKey(string word) =>
        word.Equals("key", StringComparison.OrdinalIgnoreCase)
        || word.Equals("keys", StringComparison.OrdinalIgnoreCase)
        || word.Equals("token", StringComparison.OrdinalIgnoreCase);

    /// <summary>Splits a name into words: at what is no letter and no digit, and before a capital letter that follows a small
    /// one.</summary>
    private static List<string> Split(ReadOnlySpan<char> name)
    {
        var words = new List<string>();
        var start = 0;
        for (var i = 0; i <= name.Length; i++)
        {
            var isSeparator = i == name.Length || !char.IsAsciiLetterOrDigit(name[i]);
            if (!isSeparator && !(i > start && char.IsAsciiLetterUpper(name[i]) && char.IsAsciiLetterLower(name[i - 1])))
            {
                continue;
            }

            if (i > start)
            {
                words.Add(name[start..i].ToString());
            }

            start = isSeparator ? i + 1 : i;
        }

        return words;
    }
}
