using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Rules;

/// <summary>Flags a session that is opened on another device or in another browser. A reload, or a new network address of the same browser,
/// is not another device.</summary>
public sealed class DeviceChangedRule : BrowserActRule
{
    public override ViolationKind Kind { get; } =
        new(
            BrowserActs.OtherDevice,
            "Exam opened on another device",
            Exams.Severity.Low,
            "The session was opened in another browser or on another device than before. People change the device if one fails; "
                + "it is also how an exam is handed to another person. Two devices with the same browser and system look like one.",
            "You have opened the exam on another device or in another browser. You can continue here; the report will say so."
        );
}
