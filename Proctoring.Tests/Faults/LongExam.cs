using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Storage;
using Proctoring.Tests.Support;

namespace Proctoring.Tests.Faults;

/// <summary>An exam of ten hours, so that it outlives many servers.</summary>
internal static class LongExam
{
    const string Slug = "long-exam";

    /// <summary>Adds the exam.</summary>
    public static async Task AddAsync(AppServer app)
    {
        await using var database = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync();
        database.Add(
            new Exam
            {
                Slug = Slug,
                Title = "Long exam",
                Description = "An exam that outlives many servers.",
                Minutes = 600,
                Language = "en",
                Questions = DemoExam.Create().Questions,
            }
        );
        await database.SaveChangesAsync();
    }

    /// <summary>Starts a proctored session of it.</summary>
    public static async Task<SessionAccess> StartAsync(AppServer app, string student)
    {
        var request = new SessionRequest
        {
            StudentId = student,
            ExamSlug = Slug,
            Proctored = true,
            Consented = true,
        };
        var access = await app.Get<SessionOpener>().OpenAsync(request, default);
        await app.Get<ReferenceTaker>().TakeAsync(access, TestFaces.Candidate, default);
        await app.Get<SessionOpener>().StartAsync(access, default);
        return access;
    }
}
