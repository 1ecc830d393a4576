using System.Globalization;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;

namespace Proctoring.Tools.Practice;

/// <summary>Invents the sessions of a typical year: most are quiet, few are bad, and most of the old ones are decided.</summary>
internal sealed class PracticeSessions(
    Random random,
    DateTime today,
    RuleCatalog rules,
    IReadOnlyList<Guid> reviewers,
    IReadOnlyDictionary<string, PracticeExam> exams
)
{
    /// <summary>How many days before today sessions can begin.</summary>
    public const int Days = 366;

    static readonly string[] First =
    [
        "Ada",
        "Björn",
        "Chidi",
        "Daria",
        "Émile",
        "Fatima",
        "Giorgos",
        "Haruka",
        "Iñaki",
        "Jasmin",
        "Kofi",
        "Li",
        "Mateo",
        "Nadia",
        "Oleg",
        "Priya",
        "Rosa",
        "Søren",
        "Tomasz",
        "Yusuf",
    ];
    static readonly string[] Last =
    [
        "Abebe",
        "Bakker",
        "Chen",
        "Dvořák",
        "Eriksson",
        "Fischer",
        "García",
        "Haddad",
        "Ivanova",
        "Jensen",
        "Kowalski",
        "López",
        "Müller",
        "Nguyen",
        "Okafor",
        "Papadopoulou",
        "Rossi",
        "Sato",
        "Tanaka",
        "Zhang",
    ];
    /// <summary>The frequency of each type among a hundred flags.</summary>
    static readonly (string Type, int Share)[] Types =
    [
        ("suspicious_gaze", 22),
        ("head_pose", 20),
        ("tab_switch", 12),
        ("audio_detected", 10),
        ("face_not_detected", 9),
        ("window_blur", 7),
        ("copy_attempt", 4),
        ("multiple_faces_detected", 4),
        ("object_detected", 4),
        ("monitoring_degraded", 3),
        ("paste_attempt", 2),
        ("face_mismatch", 1),
        ("camera_blocked", 1),
        ("network_lost", 1),
    ];

    readonly Dictionary<string, ViolationRule> known = rules.Rules.ToDictionary(rule => rule.Kind.Id, StringComparer.Ordinal);
    readonly ExamPolicy policy = rules.FindPolicy(ExamPolicy.Standard)!;
    int firstStudent;
    int students;

    public List<Student> Students(int from, int count, string prefix)
    {
        (firstStudent, students) = (from, count);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(index => new Student
                {
                    Id = from + index,
                    // In sequence, because random numbers collide often among 20,000.
                    Number = 100_000_000 + from + index,
                    ExternalId = string.Create(CultureInfo.InvariantCulture, $"{prefix}-{index}"),
                    Name = $"{First[random.Next(First.Length)]} {Last[random.Next(Last.Length)]}",
                    CreatedAt = today.AddDays(-400),
                }),
        ];
    }

    public PracticeBatch Next(int count)
    {
        var batch = new PracticeBatch([], [], [], [], []);
        for (var index = 0; index < count; index++)
            Sit(batch);
        return batch;
    }

    void Sit(PracticeBatch batch)
    {
        var opened = today.AddDays(-random.Next(365)).AddHours(-24).AddSeconds(random.Next(8 * 3600, 19 * 3600));
        var minutes = random.Next(3) switch
        {
            0 => 30,
            1 => 60,
            _ => 90,
        };
        var finished = opened.AddMinutes(minutes * (0.5 + random.NextDouble() / 2));
        var proctored = random.NextDouble() < 0.92;
        var id = Guid.CreateVersion7(opened);
        List<ProctoringViolation> flags = proctored ? [.. Enumerable.Range(0, Count()).Select(_ => Flag(id, opened, finished))] : [];
        var risk = RiskScore
            .Of(
                flags.Select(row => new RiskEntry(row.Type, row.Title, row.Severity, row.EndedAt!.Value - row.BeganAt, row.MeanConfidence)),
                policy
            )
            .Score;
        var (correct, name) = (random.Next(4, PracticeExams.Questions + 1), PracticeExams.Title(random, opened.Year));
        var session = new ProctoringSession
        {
            Id = id,
            StudentId = firstStudent + random.Next(students),
            ExamId = exams[name].Id,
            ExamName = name,
            TotalQuestions = PracticeExams.Questions,
            Minutes = minutes,
            Proctored = proctored,
            Status = random.NextDouble() switch
            {
                < 0.93 => SessionStatus.Submitted,
                < 0.98 => SessionStatus.TimedOut,
                _ => SessionStatus.Ended,
            },
            TokenHash = Convert.ToHexStringLower(id.ToByteArray()) + Convert.ToHexStringLower(BitConverter.GetBytes(random.NextInt64())),
            CreatedAt = opened,
            ConsentedAt = proctored ? opened : null,
            StartedAt = opened.AddMinutes(1),
            EndsAt = opened.AddMinutes(minutes + 1),
            FinishedAt = finished,
            LastWatchedAt = proctored ? finished : null,
            CorrectAnswers = correct,
            Score = correct * 100m / PracticeExams.Questions,
            RiskScore = proctored ? risk : null,
            FramesRead = proctored ? (long)(finished - opened).TotalSeconds * 2 : 0,
        };
        batch.Sessions.Add(session);
        batch.Answers.AddRange(PracticeExams.Answers(random, session, exams[name]));
        batch.Flags.AddRange(flags);
        if (proctored)
            Review(batch, session, flags, risk);
    }

    void Review(PracticeBatch batch, ProctoringSession session, List<ProctoringViolation> flags, double risk)
    {
        var reviewer = reviewers[random.Next(reviewers.Count)];
        if (random.NextDouble() < 0.3)
            session.AssignedToId = reviewer;
        var decided = session.FinishedAt!.Value.AddHours(1 - 60 * Math.Log(1 - random.NextDouble()));
        if (decided > today || random.NextDouble() < 0.15)
            return;
        foreach (var flag in flags)
        {
            var dismissed = random.NextDouble() < (flag.Type is "suspicious_gaze" or "window_blur" ? 0.75 : 0.35);
            batch.Decisions.Add(
                new FlagDecision
                {
                    Id = Guid.CreateVersion7(decided),
                    SessionId = session.Id,
                    ViolationId = flag.Id,
                    ReviewerId = reviewer,
                    Decision =
                        dismissed ? Decision.Dismissed
                        : random.NextDouble() < 0.9 ? Decision.Confirmed
                        : Decision.Unsure,
                    Reason = dismissed ? "Too short to matter" : null,
                    DecidedAt = decided,
                }
            );
        }

        session.AssignedToId = reviewer;
        (session.Verdict, session.VerdictAt, session.ReviewOpenedAt) = (
            risk > 55 && random.NextDouble() < 0.6 ? Verdict.Violation
            : random.NextDouble() < 0.95 ? Verdict.Clear
            : Verdict.Inconclusive,
            decided,
            decided.AddMinutes(-1 - (9 * random.NextDouble()))
        );
        batch.Verdicts.Add(
            new SessionVerdict
            {
                Id = Guid.CreateVersion7(decided),
                SessionId = session.Id,
                ReviewerId = reviewer,
                Verdict = session.Verdict!.Value,
                Reason = "Made up for practice",
                DecidedAt = decided,
            }
        );
    }

    /// <summary>Two in five sessions have no flag; the mean is about four.</summary>
    int Count() => random.NextDouble() < 0.4 ? 0 : Math.Min(60, 1 + (int)(-6 * Math.Log(1 - random.NextDouble())));

    ProctoringViolation Flag(Guid session, DateTime opened, DateTime finished)
    {
        var rule = known[Pick()];
        var began = opened.AddMinutes(1) + (finished - opened.AddMinutes(1)) * (random.NextDouble() * 0.98);
        var confidence = 0.5 + random.NextDouble() / 2;
        var looked = random.Next(4, 60);
        return new ProctoringViolation
        {
            Id = Guid.CreateVersion7(began),
            SessionId = session,
            Type = rule.Kind.Id,
            Title = rule.Kind.Title,
            Severity = rule.EffectiveSeverity,
            BeganAt = began,
            EndedAt = rule.IsInstant ? began : began.AddSeconds(1 - 8 * Math.Log(1 - random.NextDouble())),
            PeakConfidence = rule.IsInstant ? 1 : confidence,
            MeanConfidence = rule.IsInstant ? 1 : confidence * 0.9,
            FramesSeen = rule.IsInstant ? 1 : random.Next(2, looked),
            FramesLooked = rule.IsInstant ? 1 : looked,
            Model = rule.KeepsPicture ? "made up" : null,
            Detail = rule.Kind.Id is "head_pose"
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"{random.Next(26, 60)} degrees to the {(random.Next(2) == 0 ? "left" : "right")} of the picture"
                )
                : null,
            WarnedAt = rule.WarnCandidate ? began.AddSeconds(1) : null,
        };
    }

    string Pick()
    {
        var at = random.Next(Types.Sum(type => type.Share));
        foreach (var (type, share) in Types)
        {
            if ((at -= share) < 0)
                return type;
        }

        return Types[0].Type;
    }
}

/// <summary>Rows that belong together.</summary>
internal sealed record PracticeBatch(
    List<ProctoringSession> Sessions,
    List<SessionAnswer> Answers,
    List<ProctoringViolation> Flags,
    List<FlagDecision> Decisions,
    List<SessionVerdict> Verdicts
);
