using System.Globalization;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Sessions.Running.Sensors;

/// <summary>Decides whether the exam page reports: a script that sends frames without a page must not look like a quiet
/// candidate.</summary>
internal sealed class PageSensor(DateTime openedAt)
{
    /// <summary>A page reports its state at least every five seconds.</summary>
    static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(8);

    readonly CountedSilence silence = new(LongestSilence);
    DateTime lastReport = openedAt;
    DateTime lastArrival = openedAt;
    BrowserDialog? dialog;
    DateTime dialogSince = openedAt;

    /// <summary>The signals that pages dropped.</summary>
    public DropCount Dropped { get; } = new();

    /// <summary>Since when no report has come without proof that none waits, UTC; null if one has.</summary>
    public DateTime? Excused => silence.Excused;

    /// <summary>Records that a report arrived. It may wait in the queue behind other work of the server, which is not the page's
    /// silence.</summary>
    public void Arrived(DateTime at) => lastArrival = at;

    /// <summary>Records a report of the page's state, or an act in it.</summary>
    public void Reported(DateTime at, string page, BrowserState? state)
    {
        Dropped.Reported(page, state?.DroppedSignals, lastReport);
        lastReport = at;
    }

    /// <summary>Forgets the dialog: nothing was examined for a while.</summary>
    public void Forget() => dialog = null;

    /// <summary>The gap at this instant; null if the page reports. Dropped signals are a gap of one instant.</summary>
    /// <param name="at">Now, UTC.</param>
    /// <param name="expectedSince">The time since which reports are expected.</param>
    /// <param name="reading">How far the server has come with what the page sends; null if nothing can wait.</param>
    /// <param name="shown">The dialog of the browser that the page reports.</param>
    public SensorGap? Examine(DateTime at, DateTime expectedSince, ReadingProgress? reading = null, BrowserDialog? shown = null)
    {
        silence.End();
        if (shown != dialog)
            (dialog, dialogSince) = (shown, at);
        if (Dropped.Take() is var (lost, loss))
        {
            var detail = string.Create(CultureInfo.InvariantCulture, $"the page dropped {lost} {(lost == 1 ? "signal" : "signals")}");
            return new SensorGap(Sensor.Page, GapCause.DroppedSignals, loss, detail);
        }

        var heard = lastArrival > lastReport ? lastArrival : lastReport;
        var since = expectedSince > heard ? expectedSince : heard;
        var silent =
            at - since < LongestSilence
                ? null
                : silence.Examine(new SensorGap(Sensor.Page, GapCause.NoReports, since), at, reading ?? ReadingProgress.Complete(at));
        return silent ?? OfDialog();
    }

    SensorGap? OfDialog()
    {
        var detail = dialog switch
        {
            BrowserDialog.File => "the browser's dialog for choosing a file was open",
            BrowserDialog.Screen => "the browser's dialog for sharing the screen was open",
            _ => null,
        };
        return detail is null ? null : new SensorGap(Sensor.Page, GapCause.NotReported, dialogSince, detail);
    }
}
