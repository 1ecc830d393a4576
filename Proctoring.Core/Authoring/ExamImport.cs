using System.Text.RegularExpressions;
using Proctoring.Core.Authoring.Aiken;
using Proctoring.Core.Authoring.Csv;
using Proctoring.Core.Authoring.Gift;
using Proctoring.Core.Authoring.Json;
using Proctoring.Core.Authoring.Moodle;
using Proctoring.Core.Authoring.Qti;

namespace Proctoring.Core.Authoring;

/// <summary>Reads questions from a file of any format. It stores nothing and loads nothing from elsewhere.</summary>
internal static partial class ExamImport
{
    /// <summary>Reads a file.</summary>
    /// <param name="file">Its name, for the problems and to recognise the format.</param>
    /// <param name="bytes">Its content.</param>
    /// <param name="format">The format; null to recognise it.</param>
    public static ImportResult Read(string file, byte[] bytes, ImportFormat? format = null)
    {
        file = Path.GetFileName(file.Replace('\\', '/'));
        if (bytes.Length > ImportLimits.FileBytes)
            return Failed(file, format, $"The file is larger than {ImportLimits.FileBytes / 1_000_000} MB. Divide it into several files.");
        if (bytes.Length == 0)
            return Failed(file, format, "The file is empty.");
        format ??= Recognise(file, bytes);
        return format switch
        {
            ImportFormat.Gift => GiftReader.Read(file, bytes),
            ImportFormat.Aiken => AikenReader.Read(file, bytes),
            ImportFormat.Csv => CsvQuestionReader.Read(file, bytes),
            ImportFormat.Json => ExamJson.Read(file, bytes),
            ImportFormat.MoodleXml => MoodleReader.Read(file, bytes),
            ImportFormat.Qti => QtiReader.Read(file, bytes),
            _ => Failed(file, null, "The format is not known. Use GIFT, Moodle XML, QTI, CSV, Aiken or the JSON of this product."),
        };
    }

    /// <summary>Recognises the format by the content, and by the extension if the content allows several.</summary>
    public static ImportFormat? Recognise(string file, byte[] bytes)
    {
        if (bytes.AsSpan().StartsWith("PK"u8))
            return ImportFormat.Qti;
        if (bytes.AsSpan(0, Math.Min(bytes.Length, 1000)).Contains((byte)0) && bytes is not ([0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]))
            return null;
        // Their texts contain braces and would be read as GIFT.
        if (bytes.AsSpan().StartsWith("%PDF"u8) || bytes.AsSpan().StartsWith("{\\rtf"u8))
            return null;
        var text = ImportBytes.Text(bytes, new DraftBuilder(file));
        var start = text.AsSpan().TrimStart();
        var extension = Path.GetExtension(file).ToUpperInvariant();
        if (extension is ".CSV" or ".TSV")
            return ImportFormat.Csv;
        if (start.StartsWith("<"))
            return QuizElement().IsMatch(text) ? ImportFormat.MoodleXml : ImportFormat.Qti;
        if (extension is ".JSON" || (start.StartsWith("{") && start[1..].TrimStart().StartsWith("\"")))
            return ImportFormat.Json;
        if (extension is ".GIFT" or ".SGIFT")
            return ImportFormat.Gift;
        if (IsTable(text))
            return ImportFormat.Csv;
        if (AnswerLine().IsMatch(text) && ChoiceLine().IsMatch(text))
            return ImportFormat.Aiken;
        if (text.Contains('{', StringComparison.Ordinal) && text.Contains('}', StringComparison.Ordinal))
            return ImportFormat.Gift;
        return text.AsSpan().IndexOfAny(",;\t") >= 0 ? ImportFormat.Csv : null;
    }

    /// <summary>Whether the first line names columns of questions. The texts of such a table may contain braces.</summary>
    static bool IsTable(string text)
    {
        var line = text.AsSpan().TrimStart();
        var end = line.IndexOfAny('\r', '\n');
        var header = (end < 0 ? line : line[..end]).ToString();
        if (header.Contains('{', StringComparison.Ordinal) || header.StartsWith("//", StringComparison.Ordinal))
            return false;
        return "\t;,|".Any(separator => CsvColumns.Of(header.Split(separator)) is not null);
    }

    static ImportResult Failed(string file, ImportFormat? format, string message)
    {
        var builder = new DraftBuilder(file);
        builder.Fail(message);
        return builder.Build(format);
    }

    [GeneratedRegex(@"<quiz[\s>/]")]
    private static partial Regex QuizElement();

    [GeneratedRegex(@"^[ \t]*ANSWER[ \t]*:", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex AnswerLine();

    [GeneratedRegex(@"^[ \t]*[A-Za-z][.)]", RegexOptions.Multiline)]
    private static partial Regex ChoiceLine();
}
