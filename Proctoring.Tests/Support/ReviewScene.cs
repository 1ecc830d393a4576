using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Reviews;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Tests.Support;

/// <summary>Fills a database with sessions, flags and staff, as after a day's work.</summary>
internal static class ReviewScene
{
    public static readonly DateTime Morning = new(2026, 11, 20, 9, 0, 0, DateTimeKind.Utc);

    /// <summary>The staff messages of a session that no page of the candidate has shown.</summary>
    public static Task<List<StaffMessage>> UnseenAsync(this ProctoringDb database, Guid session) =>
        database.StaffMessages.AsNoTracking().Where(message => message.SessionId == session && message.ShownAt == null).ToListAsync();

    /// <summary>Creates an account with a role and returns its viewer.</summary>
    public static async Task<StaffViewer> HireAsync(this ProctoringDb database, string name, params string[] roles)
    {
        var user = new StaffUser
        {
            Id = Guid.CreateVersion7(),
            Name = name,
            UserName = name,
            CreatedAt = Morning,
        };
        database.Add(user);
        foreach (var role in roles)
        {
            var row = await database.Roles.SingleOrDefaultAsync(known => known.Name == role);
            if (row is null)
                database.Add(row = new IdentityRole<Guid>(role) { Id = Guid.NewGuid(), NormalizedName = role.ToUpperInvariant() });
            database.Add(new IdentityUserRole<Guid> { UserId = user.Id, RoleId = row.Id });
            await database.SaveChangesAsync();
        }

        await database.SaveChangesAsync();
        return new StaffViewer(user.Id, name, roles, "203.0.113.7");
    }

    /// <summary>A finished session.</summary>
    public static async Task<ProctoringSession> SitAsync(
        this ProctoringDb database,
        string student,
        double? risk = 20,
        string exam = "Anatomy",
        int minutesAfter = 0,
        string policy = "standard",
        SessionStatus status = SessionStatus.Submitted,
        bool proctored = true,
        string? name = null
    )
    {
        var person = await database.Students.SingleOrDefaultAsync(row => row.ExternalId == student);
        if (person is null)
        {
            database.Add(
                person = new Student
                {
                    ExternalId = student,
                    Name = name ?? student,
                    CreatedAt = Morning,
                }
            );
            await database.SaveChangesAsync();
        }

        var from = Morning.AddMinutes(minutesAfter);
        var over = status is SessionStatus.Submitted or SessionStatus.TimedOut or SessionStatus.Ended;
        var session = new ProctoringSession
        {
            Id = Guid.CreateVersion7(from),
            StudentId = person.Id,
            ExamName = exam,
            TotalQuestions = 10,
            Minutes = 60,
            Proctored = proctored,
            Policy = policy,
            Status = status,
            TokenHash = Guid.NewGuid().ToString("N"),
            CreatedAt = from,
            StartedAt = from.AddMinutes(1),
            EndsAt = from.AddMinutes(61),
            FinishedAt = over ? from.AddMinutes(31) : null,
            RiskScore = over && proctored ? risk : null,
            FramesRead = 3600,
        };
        database.Add(session);
        await database.SaveChangesAsync();
        return session;
    }

    /// <summary>A flag of a session.</summary>
    public static async Task<ProctoringViolation> FlagAsync(
        this ProctoringDb database,
        ProctoringSession session,
        string type = "head_pose",
        double at = 5,
        double seconds = 2,
        Severity severity = Severity.Medium,
        string? detail = null
    )
    {
        var began = session.StartedAt!.Value.AddMinutes(at);
        var flag = new ProctoringViolation
        {
            Id = Guid.CreateVersion7(began),
            SessionId = session.Id,
            Type = type,
            Title = type switch
            {
                "head_pose" => "Head turned away",
                "object_detected" => "Phone or book in view",
                "multiple_faces_detected" => "Another face in view",
                "face_not_detected" => "No face in view",
                "paste_attempt" => "Tried to paste",
                _ => type,
            },
            Severity = severity,
            BeganAt = began,
            EndedAt = began.AddSeconds(seconds),
            PeakConfidence = 0.91,
            MeanConfidence = 0.8,
            FramesSeen = 5,
            FramesLooked = 6,
            Model = "scripted 1",
            Threshold = 0.5,
            Detail = detail,
        };
        database.Add(flag);
        await database.SaveChangesAsync();
        return flag;
    }

    /// <summary>Gives a verdict like a reviewer who accepts every doubt.</summary>
    public static async Task<ReviewOutcome> GiveAnywayAsync(
        this SessionVerdicts verdicts,
        CaseReader cases,
        StaffViewer viewer,
        Guid sessionId,
        Verdict verdict,
        string reason
    )
    {
        var found = await cases.FindAsync(viewer, sessionId, default);
        var flags = found?.Flags ?? [];
        var basis = VerdictBasis.Of(
            flags
                .Select(flag => (flag, flag.Decisions.LastOrDefault(one => one.ReviewerId == viewer.UserId)?.Decision))
                .Where(one => one.Decision is not null || one.flag.NeedsDecision)
                .Select(one => (one.flag.Severity, one.Decision)),
            found?.Identity
        );
        return await verdicts.GiveAsync(viewer, sessionId, verdict, reason, basis, default);
    }

    /// <summary>A camera picture of a flag, in the evidence store.</summary>
    public static async Task PictureAsync(this ProctoringDb database, IEvidenceStore store, ProctoringViolation flag, byte[] jpeg)
    {
        var id = Guid.CreateVersion7(flag.BeganAt);
        var key = $"{flag.SessionId:N}/{id:N}";
        await store.PutAsync(key, jpeg, default);
        database.Add(
            new EvidenceImage
            {
                Id = id,
                ViolationId = flag.Id,
                StoreKey = key,
                Sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(jpeg)),
                ContentType = "image/jpeg",
                TakenAt = flag.BeganAt,
                Confidence = 0.91,
                Boxes = """[{"x":0.35,"y":0.2,"width":0.3,"height":0.5}]""",
            }
        );
        await database.SaveChangesAsync();
    }

    /// <summary>A strip of 16 pictures around a flag, of which the later half shows the violation.</summary>
    public static async Task StripAsync(
        this ProctoringDb database,
        IEvidenceStore store,
        ProctoringViolation flag,
        byte[] before,
        byte[] during
    )
    {
        var file = StripFile.Create([
            .. Enumerable
                .Range(0, 16)
                .Select(index =>
                    (
                        index < 6 ? before : during,
                        new StripFrame(flag.BeganAt.AddSeconds(index / 2.0 - 3), index < 6 ? [] : [new Box(0.35f, 0.2f, 0.3f, 0.5f)])
                    )
                ),
        ]);
        await store.PutAsync(file.KeyIn(flag.SessionId), file.Content, default);
        database.Add(EvidenceWriter.RowOf(flag.SessionId, flag.Id, file));
        await database.SaveChangesAsync();
    }

    /// <summary>A picture of a session's screen, in the evidence store.</summary>
    public static async Task ScreenAsync(
        this ProctoringDb database,
        IEvidenceStore store,
        ProctoringSession session,
        DateTime takenAt,
        byte[] jpeg
    )
    {
        var id = Guid.CreateVersion7(takenAt);
        var picture = new ScreenPicture
        {
            Id = id,
            SessionId = session.Id,
            StoreKey = $"{session.Id:N}/{id:N}",
            Sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(jpeg)),
            TakenAt = takenAt,
        };
        await store.PutAsync(picture.StoreKey, jpeg, default);
        database.Add(picture);
        await database.SaveChangesAsync();
    }

    /// <summary>The observations of a session: head turns, speech, a face missing for a minute, a gap.</summary>
    public static async Task ObserveAsync(this ProctoringDb database, ProctoringSession session)
    {
        List<Observation> seen = [];
        var from = session.StartedAt!.Value;
        for (var second = 0; second < 1800; second += 2)
        {
            var at = from.AddSeconds(second);
            if (second is > 900 and < 1000)
                continue;
            SeenFace face = new(new Box(0.35f, 0.2f, 0.3f, 0.5f), 0.97f);
            var away = second is > 600 and < 640;
            seen.Add(
                new Observation
                {
                    At = at,
                    Frame = second,
                    Picture = new SeenPicture(120, 50, false),
                    FaceModel = "scripted 1",
                    Faces = away ? [] : [face],
                    Head = away ? null : new SeenHead { Turn = new HeadPose(25 * MathF.Sin(second / 60f), 0, 0) },
                    Sound =
                        second % 10 == 0
                            ? new Sound(TimeSpan.FromSeconds(2), second is > 1200 and < 1260 ? 0.8f : 0, 0.9f, null, "scripted 1")
                            : null,
                    Connected = second is not (> 1400 and < 1420),
                }
            );
        }

        database.Add(
            new ObservationChunk
            {
                SessionId = session.Id,
                Sequence = 0,
                TakenUpAt = from,
                FromAt = seen[0].At,
                ToAt = seen[^1].At,
                Count = seen.Count,
                Content = ObservationSeries.Pack(seen),
            }
        );
        await database.SaveChangesAsync();
    }
}
