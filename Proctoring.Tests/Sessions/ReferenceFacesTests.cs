using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Vision;
using Proctoring.Tests.Support;
using Proctoring.Tests.Vision;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>A reference is the mean of pictures of several days, but only of pictures that a person confirmed.</summary>
public sealed class ReferenceFacesTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Pictures_of_three_days_are_averaged_and_unconfirmed_ones_are_left_out(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var encryption = host.Get<FaceEncryption>();
        var access = await host.OpenSessionAsync();
        byte[] Face(float similarity, int axis) => encryption.Lock(new FaceEmbedding(Vectors.Like(similarity, axis), null));

        async Task<FaceEmbedding?> ReadAsync()
        {
            await using var database = host.OpenDatabase();
            var row = await database.Sessions.Include(row => row.Student).SingleAsync(row => row.Id == access.SessionId);
            var student = row.Student!;
            StoredFaces stored = new(row.Id, student.Id, row.CreatedAt, row.ReferenceFace, student.EnrolledFace, student.EnrolledAt);
            return await host.Get<ReferenceFaces>().OfAsync(database, stored, TestContext.Current.CancellationToken);
        }

        async Task ChangeAsync(Action<ProctoringDb, ProctoringSession> change)
        {
            await using var database = host.OpenDatabase();
            change(database, await database.Sessions.Include(row => row.Student).SingleAsync(row => row.Id == access.SessionId));
            await database.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        ProctoringSession Earlier(ProctoringSession now, int days, Verdict? verdict, byte[] face) =>
            new()
            {
                Id = Guid.CreateVersion7(),
                StudentId = now.StudentId,
                ExamName = now.ExamName,
                TokenHash = Guid.NewGuid().ToString("N"),
                CreatedAt = now.CreatedAt.AddDays(-days),
                Proctored = true,
                Status = SessionStatus.Submitted,
                Verdict = verdict,
                ReferenceFace = face,
            };

        await ChangeAsync((_, session) => session.ReferenceFace = encryption.Lock(new FaceEmbedding(Vectors.Unit(0), null)));
        Assert.Equal(1, (await ReadAsync())!.Days);

        // Two days are too few; the enrolment of the same day is no further day.
        await ChangeAsync(
            (database, session) =>
            {
                (session.Student!.EnrolledFace, session.Student.EnrolledAt) = (Face(0.8f, 1), session.CreatedAt);
                database.Add(Earlier(session, 7, Verdict.Clear, Face(0.8f, 2)));
                database.Add(Earlier(session, 8, Verdict.Inconclusive, Face(0.8f, 3)));
                database.Add(Earlier(session, 9, null, Face(0.8f, 4)));
                // Cleared, but of another face.
                database.Add(Earlier(session, 10, Verdict.Clear, Face(0.4f, 5)));
            }
        );
        Assert.Equal(1, (await ReadAsync())!.Days);

        await ChangeAsync((_, session) => session.Student!.EnrolledAt = session.CreatedAt.AddDays(-30));
        var mean = (await ReadAsync())!;
        Assert.Equal(3, mean.Days);
        Assert.InRange(IdentityZones.Cosine(mean.MobileFaceNet!, Vectors.Unit(0)), 0.8f, 0.99f);
        Assert.Equal(IdentityZones.Default.Days, IdentityZones.Default.LimitsOf(mean));

        await ChangeAsync((_, session) => session.ReferenceFace = null);
        Assert.Null(await ReadAsync());
    }
}
