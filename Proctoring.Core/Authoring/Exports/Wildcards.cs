namespace Proctoring.Core.Authoring.Exports;

/// <summary>The asterisk of accepted texts: "*" stands for any text, "\*" for itself.</summary>
internal static class Wildcards
{
    public static bool Has(string text) => text.Replace("\\*", "", StringComparison.Ordinal).Contains('*', StringComparison.Ordinal);

    /// <summary>The text with plain asterisks, for formats that know no wildcards.</summary>
    public static string Literal(string text) => text.Replace("\\*", "*", StringComparison.Ordinal);
}
