using Proctoring.Core.Authoring;
using Proctoring.Core.Authoring.Exports;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Web.Verbs;

/// <summary>Writes an exam to a file of another system, after it has named what the format cannot express.</summary>
internal static class ExportExamVerb
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (
            VerbOptions.Read(args, ["--format"], []) is not { Others: [_] or [_, _] } options
            || FormatNames.Find(options.Value("--format") ?? "json") is not { } format
            || !ExamExport.Formats.Contains(format)
        )
        {
            await Console.Error.WriteLineAsync(
                $"usage: export-exam SLUG [FILE] --format {string.Join('|', ExamExport.Formats.Select(FormatNames.IdOf))}"
            );
            return 2;
        }

        return await VerbHost.RunAsync(services => WriteAsync(services.GetRequiredService<ExamStore>(), options.Others, format));
    }

    static async Task<int> WriteAsync(ExamStore exams, string[] names, ImportFormat format)
    {
        if (
            await exams.FindAsync(StaffViewer.Console, names[0], CancellationToken.None) is not { } found
            || await exams.ExportAsync(StaffViewer.Console, found.Id, FormatNames.NameOf(format), CancellationToken.None) is not { } exam
        )
        {
            await Console.Error.WriteLineAsync($"There is no exam \"{names[0]}\".");
            return 1;
        }

        foreach (var loss in ExamExport.Losses(exam.Content, format))
            await Console.Error.WriteLineAsync(loss.Question is { } number ? $"Question {number}: {loss.Message}" : loss.Message);
        var file = ExamExport.Write(exam.Content, format);
        var path = names.ElementAtOrDefault(1) ?? file.Name;
        try
        {
            await File.WriteAllBytesAsync(path, file.Content);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"The file {path} could not be written: {cause.Message}");
            return 1;
        }

        Console.WriteLine($"{path}: {exam.Content.Questions.Count} questions, {FormatNames.NameOf(format)}.");
        return 0;
    }
}
