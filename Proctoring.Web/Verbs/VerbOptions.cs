namespace Proctoring.Web.Verbs;

/// <summary>The arguments of a verb, divided into options and others.</summary>
/// <param name="Others">The arguments that are no options, in order.</param>
/// <param name="Values">The options with a value.</param>
/// <param name="Flags">The options without a value.</param>
internal sealed record VerbOptions(string[] Others, IReadOnlyDictionary<string, string> Values, IReadOnlySet<string> Flags)
{
    public string? Value(string name) => Values.GetValueOrDefault(name);

    public bool Has(string flag) => Flags.Contains(flag);

    /// <summary>Divides the arguments; null if an option is unknown, is given twice or lacks its value. Another option is no
    /// value.</summary>
    public static VerbOptions? Read(string[] args, string[] valued, string[] plain)
    {
        List<string> others = [];
        Dictionary<string, string> values = [];
        HashSet<string> flags = [];
        for (var at = 0; at < args.Length; at++)
        {
            if (valued.Contains(args[at]))
            {
                if (
                    at + 1 >= args.Length
                    || args[at + 1].StartsWith("--", StringComparison.Ordinal)
                    || !values.TryAdd(args[at], args[at + 1])
                )
                    return null;
                at++;
            }
            else if (plain.Contains(args[at]))
                flags.Add(args[at]);
            else if (args[at].StartsWith("--", StringComparison.Ordinal))
                return null;
            else
                others.Add(args[at]);
        }

        return new VerbOptions([.. others], values, flags);
    }
}
