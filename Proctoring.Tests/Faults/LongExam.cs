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
    /// <param name="app">The server.</param>
    /// <param name="student">The student's id.</param>
    /// <param name="face">The frames for the reference photo; null for the test candidate's.</param>
    public static async Task<SessionAccess> StartAsync(AppServer app, string student, IReadOnlyList<byte[]>? face = null)
    {
        var request = new SessionRequest
        {
            StudentId = student,
            ExamSlug = Slug,
            Proctored = true,
            Consented = true,
        };
        var access = await app.Get<SessionOpener>().OpenAsync(request, default);
        var reference = await app.Get<ReferenceTaker>().TakeAsync(access, face ?? [TestFaces.Candidate], default);
        if (reference.Outcome != ReferenceOutcome.Accepted)
            throw new InvalidOperationException($"The reference photo was refused: {reference.Outcome}.");
        await app.Get<SessionOpener>().StartAsync(access, default);
        return access;
    }
}
