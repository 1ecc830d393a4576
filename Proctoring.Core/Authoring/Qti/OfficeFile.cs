namespace Proctoring.Core.Authoring.Qti;

/// <summary>Recognises documents of office programs, which are archives as packages of QTI are.</summary>
internal static class OfficeFile
{
    /// <summary>Returns what to do with such a document; null if the archive is none.</summary>
    /// <param name="names">The names of the archive's entries.</param>
    public static string? Advice(IReadOnlyList<string> names)
    {
        if (names.Any(name => name.StartsWith("xl/", StringComparison.Ordinal)))
            return "The file is a spreadsheet. Save its sheet as CSV in UTF-8 and import that file.";
        if (names.Contains("word/document.xml"))
            return "The file is a text document. Save it as plain text, written as GIFT or Aiken, and import that file.";
        return names.Contains("content.xml") && names.Contains("META-INF/manifest.xml")
            ? "The file is a document of an office program. Save a table as CSV or a text as plain text, and import that file."
            : null;
    }
}
