using System.ComponentModel.DataAnnotations;
using Proctoring.Core.Authoring;
using Proctoring.Core.Integration;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Web.Verbs;

/// <summary>Reads a file with questions, lists its problems, and stores the exam as a draft.</summary>
internal static class ImportExamVerb
{
    const string Usage = "usage: import-exam FILE [--format FORMAT] [--title TITLE] [--slug SLUG] [--dry-run]";

    public static async Task<int> RunAsync(string[] args)
    {
        if (VerbOptions.Read(args, ["--format", "--title", "--slug"], ["--dry-run"]) is not { Others: [var path] } options)
            return await WrongAsync(Usage);
        var format = FormatNames.Find(options.Value("--format"));
        if (options.Value("--format") is { } wrong && format is null)
            return await WrongAsync($"There is no format \"{wrong}\". The formats are: {string.Join(", ", FormatNames.Ids)}.");
        if (!File.Exists(path))
        {
            await Console.Error.WriteLineAsync($"There is no file {path}.");
            return 1;
        }

        if (new FileInfo(path).Length > ImportLimits.FileBytes)
        {
            await Console.Error.WriteLineAsync($"The file is larger than {ImportLimits.FileBytes / 1_000_000} MB.");
            return 1;
        }

        var result = ExamImport.Read(Path.GetFileName(path), await File.ReadAllBytesAsync(path), format);
        foreach (var problem in result.Problems)
            await Console.Error.WriteLineAsync(problem.ToString());
        Console.WriteLine(
            $"{(result.Format is { } found ? FormatNames.NameOf(found) : "Unknown format")}: {result.Accepted} questions read, "
                + $"{result.Rejected} not imported."
        );
        if (result.Accepted == 0)
            return 1;
        if (options.Has("--dry-run"))
        {
            Console.WriteLine("Nothing was stored (--dry-run).");
            return 0;
        }

        var content = result.Content with
        {
            Title =
                options.Value("--title")
                ?? (result.Content.Title.Length > 0 ? result.Content.Title : Path.GetFileNameWithoutExtension(path)),
        };
        content = content with
        {
            Slug = options.Value("--slug") ?? (options.Value("--title") is { } title ? Slugs.From(title) : content.Slug),
        };
        return await VerbHost.RunAsync(services => StoreAsync(services.GetRequiredService<ExamStore>(), content));
    }

    static async Task<int> StoreAsync(ExamStore exams, ExamContent content)
    {
        try
        {
            var stored = await exams.CreateAsync(StaffViewer.Console, content, CancellationToken.None);
            Console.WriteLine($"The exam \"{stored.Content.Title}\" was stored as a draft: {stored.Content.Slug}");
            return 0;
        }
        catch (ValidationException mistake)
        {
            await Console.Error.WriteLineAsync($"The exam was not stored. {RefusalText.Of(mistake)}");
            return 1;
        }
    }

    static async Task<int> WrongAsync(string message)
    {
        await Console.Error.WriteLineAsync(message);
        return 2;
    }
}
