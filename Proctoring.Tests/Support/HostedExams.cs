using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Integration;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Vision;
using Xunit;

namespace Proctoring.Tests.Support;

/// <summary>Exams that another system starts.</summary>
internal static class HostedExams
{
    public static Task<OpenedSession> OpenHostedAsync(
        this CoreHost host,
        string exam = "Interview",
        string student = "user_2abc",
        int? minutes = null
    ) =>
        host.Get<ExamStarts>()
            .OpenAsync(
                ApiCaller.Anybody,
                new ExamStart
                {
                    Student = new StudentName(student, null),
                    ExamName = exam,
                    TotalQuestions = 10,
                    Minutes = minutes,
                },
                CancellationToken.None
            );

    /// <summary>Goes through the checks in the frame and begins.</summary>
    public static async Task BeginHostedAsync(this CoreHost host, OpenedSession opened)
    {
        await host.Get<SessionOpener>().ConsentAsync(opened.Access, null, default);
        await using (var db = host.OpenDatabase())
        {
            var face = host.Get<FaceEncryption>().Lock(new FaceEmbedding(new float[192], null));
            var row = await db.Sessions.SingleAsync(
                session => session.Id == opened.Access.SessionId,
                TestContext.Current.CancellationToken
            );
            row.ReferenceFace = face;
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        await host.Get<SessionOpener>().StartAsync(opened.Access, default);
    }
}
