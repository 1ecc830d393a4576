using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Privacy;

/// <summary>Sessions with every type of data that a deletion concerns.</summary>
internal static class EndedSessions
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Plays a session of the demo exam by an enrolled student, with two answers, a start photo and a flag with
    /// pictures.</summary>
    public static async Task<SessionAccess> CreateAsync(CoreHost host)
    {
        var access = await host.OpenSessionAsync();
        var id = access.SessionId;
        var photo = $"{id:N}/reference";
        await host.Get<IEvidenceStore>().PutAsync(photo, Encoding.UTF8.GetBytes("photo"), Cancellation);
        await using (var db = host.OpenDatabase())
        {
            var session = await db.Sessions.Include(row => row.Student).SingleAsync(row => row.Id == id, Cancellation);
            (session.ReferencePicture, session.ReferenceSha256) = (photo, ExamFile.HashOf(Encoding.UTF8.GetBytes("photo")));
            await db.EnrolAsync(session.Student!, Encoding.UTF8.GetBytes("face"), 0.5, null, host.Now, Cancellation);
            await db.SaveChangesAsync(Cancellation);
        }

        var opener = host.Get<SessionOpener>();
        await opener.StartAsync(access, Cancellation);
        host.Live(access).Join(new CandidateConnection("test"), takeOver: true);
        var questions = await opener.QuestionsAsync(access, Cancellation);
        await using (var db = host.OpenDatabase())
        {
            foreach (var (index, question) in questions.Take(2).Index())
            {
                var stored = await db.Questions.SingleAsync(row => row.Id == question.Id, Cancellation);
                var right = ((SingleChoice)stored.Body).RightChoice;
                var choice = JsonSerializer.SerializeToElement(index == 0 ? right : (right + 1) % 2);
                Assert.Equal(
                    AnswerOutcome.Stored,
                    await host.Get<AnswerStore>().KeepAsync(access, question.Id, choice, host.Now, Cancellation)
                );
            }
        }

        await host.ShowAsync(access, Scene.TwoFaces, 6);
        await host.ShowAsync(access, Scene.OneFace, 4);
        var report = (await host.Get<SessionCloser>().SubmitAsync(access, null, Cancellation))!;
        Assert.Single(report.Violations, violation => violation.Evidence.Count > 0);
        return access;
    }
}
