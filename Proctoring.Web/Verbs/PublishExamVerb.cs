using System.ComponentModel.DataAnnotations;
using Proctoring.Core.Authoring;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Web.Verbs;

/// <summary>Opens an exam for candidates, withdraws it to a draft, or archives it.</summary>
internal static class PublishExamVerb
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (VerbOptions.Read(args, [], ["--withdraw", "--archive"]) is not { Others: [var slug], Flags.Count: < 2 } options)
        {
            await Console.Error.WriteLineAsync("usage: publish-exam SLUG [--withdraw|--archive]");
            return 2;
        }

        var status =
            options.Has("--archive") ? ExamStatus.Archived
            : options.Has("--withdraw") ? ExamStatus.Draft
            : ExamStatus.Open;
        return await VerbHost.RunAsync(services => SetAsync(services.GetRequiredService<ExamStore>(), slug, status));
    }

    static async Task<int> SetAsync(ExamStore exams, string slug, ExamStatus status)
    {
        if (await exams.FindAsync(StaffViewer.Console, slug, CancellationToken.None) is not { } exam)
        {
            await Console.Error.WriteLineAsync($"There is no exam \"{slug}\".");
            return 1;
        }

        try
        {
            await exams.SetStatusAsync(StaffViewer.Console, exam.Id, status, CancellationToken.None);
            Console.WriteLine(
                status switch
                {
                    ExamStatus.Open => $"Candidates can take the exam \"{exam.Content.Title}\".",
                    ExamStatus.Archived => $"The exam \"{exam.Content.Title}\" is archived. Running sessions continue.",
                    _ => $"The exam \"{exam.Content.Title}\" is a draft again. Running sessions continue.",
                }
            );
            return 0;
        }
        catch (ValidationException mistake)
        {
            await Console.Error.WriteLineAsync(RefusalText.Of(mistake));
            return 1;
        }
    }
}
