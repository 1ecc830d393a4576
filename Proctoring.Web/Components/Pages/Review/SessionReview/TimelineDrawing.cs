using System.Globalization;
using System.Text;
using Proctoring.Core.Observations;
using Proctoring.Core.Reviews;

namespace Proctoring.Web.Components.Pages.Review.SessionReview;

/// <summary>Turns a timeline into shapes: few, whatever the length, because equal steps in a row become one.</summary>
internal sealed class TimelineDrawing(Timeline timeline, int width)
{
    /// <summary>A head turned this far fills half the lane, in degrees.</summary>
    const float WidestYaw = 60;

    readonly double step = (double)width / Math.Max(1, timeline.Steps.Count);

    public IReadOnlyList<(double X, double Width, int Faces)> Faces =>
        [
            .. Runs(one =>
                    one.Faces is null ? null
                    : one.FaceAway >= 0.5 ? 0
                    : one.Faces
                )
                .Select(run => (run.X, run.Width, run.Value)),
        ];

    public IReadOnlyList<(double X, double Width, bool Stands)> Connection =>
        [
            .. Runs(one =>
                    one.Connected switch
                    {
                        null => null,
                        true => 1,
                        false => 0,
                    }
                )
                .Select(run => (run.X, run.Width, run.Value == 1)),
        ];

    public IReadOnlyList<double> Answers => [.. timeline.Answers.Select(XOf)];

    /// <summary>The spans without monitoring.</summary>
    public IReadOnlyList<(double X, double Width)> Blind => [.. Runs(one => one.Blind ? 1 : null).Select(run => (run.X, run.Width))];

    /// <summary>The sensors that had gaps, each with its spans and their description.</summary>
    /// <param name="describe">Describes a gap.</param>
    public IReadOnlyList<(Sensor Sensor, IReadOnlyList<(double X, double Width, string Text)> Spans)> Gaps(
        Func<SensorGapSpan, string> describe
    ) =>
        [
            .. timeline
                .Gaps.GroupBy(gap => gap.Sensor)
                .OrderBy(sensor => sensor.Key)
                .Select(sensor =>
                    (
                        sensor.Key,
                        (IReadOnlyList<(double, double, string)>)
                            [.. sensor.Select(gap => (XOf(gap.BeganAt), Math.Max(3, XOf(gap.EndedAt) - XOf(gap.BeganAt)), describe(gap)))]
                    )
                ),
        ];

    public double XOf(DateTime at) => Math.Clamp((at - timeline.From) / (timeline.To - timeline.From) * width, 0, width);

    public DateTime AtOf(double x) => timeline.From + (timeline.To - timeline.From) * Math.Clamp(x / width, 0, 1);

    public TimelineStep? StepAt(double x) => timeline.Steps.ElementAtOrDefault(Math.Clamp((int)(x / step), 0, timeline.Steps.Count - 1));

    /// <summary>A line for the turn of the head, broken at gaps.</summary>
    public string Yaw(double top, double height) =>
        Path(one => one.Yaw is { } yaw ? top + height / 2 - Math.Clamp(yaw / WidestYaw, -1, 1) * (height / 2 - 2) : null);

    /// <summary>Bars for speech, from the lane's foot.</summary>
    public string Voice(double top, double height)
    {
        var path = new StringBuilder();
        for (var index = 0; index < timeline.Steps.Count; index++)
        {
            if (timeline.Steps[index].Speech is > 0.05f and var speech)
                path.Append(
                    CultureInfo.InvariantCulture,
                    $"M{index * step:0.#} {top + height - 2:0.#}v-{speech * (height - 4):0.#}h{step:0.##}v{speech * (height - 4):0.#}z"
                );
        }

        return path.ToString();
    }

    string Path(Func<TimelineStep, double?> y)
    {
        var path = new StringBuilder();
        var down = false;
        for (var index = 0; index < timeline.Steps.Count; index++)
        {
            if (y(timeline.Steps[index]) is not { } height)
            {
                down = false;
                continue;
            }

            path.Append(CultureInfo.InvariantCulture, $"{(down ? 'L' : 'M')}{(index + 0.5) * step:0.#} {height:0.#}");
            down = true;
        }

        return path.ToString();
    }

    IEnumerable<(double X, double Width, int Value)> Runs(Func<TimelineStep, int?> value)
    {
        var from = 0;
        for (var index = 1; index <= timeline.Steps.Count; index++)
        {
            if (index < timeline.Steps.Count && value(timeline.Steps[index]) == value(timeline.Steps[from]))
                continue;
            if (value(timeline.Steps[from]) is { } same)
                yield return (from * step, (index - from) * step, same);
            from = index;
        }
    }
}
