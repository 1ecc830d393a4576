using Proctoring.Core.Authoring.Json;

namespace Proctoring.Core.Authoring.Exports;

/// <summary>A file to download.</summary>
public sealed record ExportedFile(string Name, string ContentType, byte[] Content);

/// <summary>Something that a format cannot express.</summary>
/// <param name="Question">The number of the question, from 1; null if it concerns the exam.</param>
/// <param name="IsLeftOut">Whether the whole question is left out.</param>
/// <param name="Message">The loss.</param>
public sealed record ExportLoss(int? Question, bool IsLeftOut, string Message);

/// <summary>Writes exams as files of other systems. Before that it lists what each format cannot express.</summary>
internal static class ExamExport
{
    /// <summary>The formats, the one without losses first.</summary>
    public static IReadOnlyList<ImportFormat> Formats { get; } =
    [ImportFormat.Json, ImportFormat.MoodleXml, ImportFormat.Qti, ImportFormat.Gift, ImportFormat.Csv];

    /// <summary>Writes an exam.</summary>
    public static ExportedFile Write(ExamContent content, ImportFormat format) =>
        format switch
        {
            ImportFormat.Json => new ExportedFile($"{content.Slug}.json", "application/json", ExamJson.Write(content)),
            ImportFormat.MoodleXml => new ExportedFile($"{content.Slug}.xml", "application/xml", MoodleWriter.Write(content)),
            ImportFormat.Qti => new ExportedFile($"{content.Slug}-qti.zip", "application/zip", QtiWriter.Write(content)),
            ImportFormat.Gift => new ExportedFile($"{content.Slug}.gift.txt", "text/plain", GiftWriter.Write(content)),
            ImportFormat.Csv => new ExportedFile($"{content.Slug}.csv", "text/csv", CsvQuestionWriter.Write(content)),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "There is no export in this format."),
        };

    /// <summary>Returns what a format cannot express of an exam.</summary>
    public static IReadOnlyList<ExportLoss> Losses(ExamContent content, ImportFormat format) =>
        format == ImportFormat.Json ? [] : [.. ExportLosses.OfExam(content, format), .. ExportLosses.OfQuestions(content, format)];
}
