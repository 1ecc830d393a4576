using System.Text.Json;
using Proctoring.Core.Reports;
using Xunit;

namespace Proctoring.Tests.Reports;

/// <summary>Reports are stored whole, so those of earlier versions must still open.</summary>
public sealed class ReportContentTests
{
    [Fact]
    public void A_report_from_before_policies_and_sentences_still_opens()
    {
        const string Stored = """
            {"sessionId":"019ac0de-0000-7000-8000-000000000001","examName":"Exam","proctored":true,"timedOut":false,
              "startedAt":"2026-11-23T10:00:00Z",
            "finishedAt":"2026-11-23T10:20:00Z","totalQuestions":3,"correctAnswers":2,"score":66.67,"framesRead":9,"framesRefused":0,
              "answers":[],
            "violations":[{"id":"019ac0de-0000-7000-8000-000000000002","type":"tab_switch","title":"Left the exam's
              tab","explanation":"…","severity":"Medium",
            "beganAt":"2026-11-23T10:01:00Z","endedAt":"2026-11-23T10:01:09Z","peakConfidence":1,"meanConfidence":1,"framesSeen":3,
              "framesLooked":3,
            "detail":"away","evidence":["019ac0de-0000-7000-8000-000000000003"]}]}
            """;

        var report = JsonSerializer.Deserialize<ReportContent>(Stored, ReportReader.Json)!;

        Assert.Equal((null, null, 0), (report.Policy, report.Risk, report.Accommodations.Count));
        var violation = Assert.Single(report.Violations);
        Assert.Equal((null, "away", 1, 0), (violation.Sentence, violation.Detail, violation.Evidence.Count, violation.Boxes.Count));
    }
}
