using System.Collections;
using System.Reflection;
using Proctoring.Core.Observations;
using Xunit;

namespace Proctoring.Tests.Observations;

/// <summary>Packed observations are unpacked unchanged, whatever facts they contain.</summary>
public sealed class ObservationSeriesTests
{
    static readonly DateTime Start = new(2026, 11, 23, 10, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Every_fact_comes_back()
    {
        var filled = (Observation)Fill(typeof(Observation), 1);
        Assert.All(typeof(Observation).GetProperties(), fact => Assert.NotNull(fact.GetValue(filled)));

        var back = Assert.Single(ObservationSeries.Unpack(ObservationSeries.Pack([filled])));

        AssertSame(filled, back, nameof(Observation));
    }

    [Fact]
    public void Unknown_and_none_stay_different()
    {
        var back = ObservationSeries.Unpack(
            ObservationSeries.Pack([
                new Observation { At = Start },
                new Observation
                {
                    At = Start,
                    Faces = [],
                    Objects = [],
                },
            ])
        );

        Assert.Equal((null, null), (back[0].Faces, back[0].Objects));
        Assert.Equal((0, 0), (back[1].Faces!.Count, back[1].Objects!.Count));
        Assert.All(back, observation => Assert.Empty(observation.Acts));
    }

    [Fact]
    public void Many_observations_come_back_in_order_with_any_text()
    {
        Observation[] series =
        [
            .. Exam(50),
            new Observation
            {
                At = Start,
                Acts = [new BrowserAct(BrowserActs.Paste, "a \"quoted\" \\ \u0001 text\nof two lines"), new BrowserAct(BrowserActs.Copy)],
            },
            new Observation
            {
                At = Start,
                Persons = 2,
                Gaps = [new SensorGap(Sensor.Server, GapCause.Overloaded, Start, "~")],
                ObjectModel = "*3",
            },
            .. Exam(3),
        ];

        var back = ObservationSeries.Unpack(ObservationSeries.Pack(series));

        Assert.Equal(series.Length, back.Count);
        for (var index = 0; index < series.Length; index++)
            AssertSame(ObservationSeries.Round(series[index]), back[index], $"{index}");
    }

    [Fact]
    public void Rounded_facts_do_not_change_again() =>
        Assert.All(
            Exam(20).Where(observation => observation.Faces is not null),
            observation =>
            {
                var once = ObservationSeries.Round(observation);
                AssertSame(once, ObservationSeries.Round(once), "");
                Assert.InRange(Math.Abs(once.Faces![0].Confidence - observation.Faces![0].Confidence), 0, 0.0006f);
            }
        );

    [Fact]
    public void Values_near_zero_and_one_keep_their_digits()
    {
        var rounded = ObservationSeries.Round(
            new Observation
            {
                At = Start,
                Picture = new SeenPicture(120.26f, 50, false, 1 / 3072f),
                BestFaceScore = 0.9999f,
            }
        );

        Assert.Equal((120.3f, 0.999f), (rounded.Picture!.Brightness, rounded.BestFaceScore));
        Assert.InRange(rounded.Picture.Change!.Value, 0.0003f, 0.0004f);
        Assert.Equal(0, ObservationSeries.Round(new Observation { At = Start, BestFaceScore = 0 }).BestFaceScore);
        Assert.Equal(1, ObservationSeries.Round(new Observation { At = Start, BestFaceScore = 1 }).BestFaceScore);
    }

    [Fact]
    public void An_exams_observations_take_few_bytes()
    {
        var series = Exam(90).ToList();

        var bytes = ObservationSeries.Pack(series).Length / (double)series.Count;

        TestContext.Current.SendDiagnosticMessage($"{bytes:0.0} bytes an observation");
        Assert.InRange(bytes, 5, 40);
    }

    [Fact]
    public void Damage_is_reported()
    {
        var packed = ObservationSeries.Pack([.. Exam(10)]);

        Assert.Throws<InvalidDataException>(() => ObservationSeries.Unpack([]));
        Assert.Throws<InvalidDataException>(() => ObservationSeries.Unpack([9, .. packed[1..]]));
        Assert.Throws<InvalidDataException>(() => ObservationSeries.Unpack(packed[..(packed.Length / 2)]));
    }

    /// <summary>A realistic half minute: two frames a second with all facts, noisy like measurements, and a tick each second.</summary>
    static IEnumerable<Observation> Exam(int count)
    {
        var noise = new Random(7);
        float Around(double middle, double spread) => (float)(middle + (noise.NextDouble() - 0.5) * spread);
        for (var index = 0; index < count; index++)
        {
            var at = Start.AddMilliseconds(index / 3 * 1000 + index % 3 * 333 + noise.Next(40));
            var browser = new BrowserState(false, true, true, true, false, false);
            if (index % 3 == 2)
            {
                yield return new Observation
                {
                    At = at,
                    Gaps = [],
                    Browser = browser,
                };
                continue;
            }

            yield return new Observation
            {
                At = at,
                Frame = index,
                Browser = browser,
                Picture = new SeenPicture(Around(120, 4), Around(50, 2), false, Around(0.1, 0.1)),
                Faces =
                [
                    new SeenFace(new Box(Around(0.4, 0.02), Around(0.3, 0.02), Around(0.2, 0.01), Around(0.4, 0.01)), Around(0.97, 0.02)),
                ],
                BestFaceScore = Around(0.97, 0.02),
                FaceModel = "UltraFace 320, FaceMesh",
                Identity = index % 12 == 0 ? new IdentityCheck(Around(0.8, 0.1), 0.48f, true, 3, "MobileFaceNet 1.0") : null,
                Head = new SeenHead
                {
                    Pose = new HeadPose(Around(3, 6), Around(-4, 5), Around(1, 3)),
                    Gaze = new Gaze(Around(0, 0.2), Around(0, 0.2)),
                    EyesClosed = false,
                    MouthOpenness = Around(0.03, 0.03),
                    Covered = false,
                },
                Objects = index % 6 == 0 ? [] : null,
                Persons = index % 6 == 0 ? 1 : null,
                ObjectModel = index % 6 == 0 ? "COCO-SSD 2.2.3" : null,
            };
        }
    }

    /// <summary>A value of a type with each of its facts set to a different value.</summary>
    static object Fill(Type asked, int seed)
    {
        var type = Nullable.GetUnderlyingType(asked) ?? asked;
        if (type == typeof(bool))
            return true;
        if (type == typeof(int))
            return seed + 40;
        if (type == typeof(long))
            return seed + 4_000_000_000L;
        if (type == typeof(float))
            return (25 + seed) / 100f;
        if (type == typeof(double))
            return 0.25 + seed / 100.0;
        if (type == typeof(string))
            return $"text {seed}";
        if (type == typeof(DateTime))
            return Start.AddMilliseconds(seed);
        if (type == typeof(TimeSpan))
            return TimeSpan.FromMilliseconds(1500 + seed);
        if (type.IsEnum)
            return Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1)!;
        if (type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type))
        {
            var item = type.GetGenericArguments()[0];
            var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
            list.Add(Fill(item, seed + 1));
            list.Add(Fill(item, seed + 7));
            return list;
        }

        // Records: the constructor's facts, then the facts with setters only.
        var constructor = type.GetConstructors()
            .OrderByDescending(found => found.GetParameters().Length)
            .First(found => !found.GetParameters().Any(parameter => parameter.ParameterType == type));
        var made = constructor.Invoke([
            .. constructor.GetParameters().Select((parameter, index) => Fill(parameter.ParameterType, seed + index + 2)),
        ]);
        foreach (var (fact, index) in Facts(type).Select((fact, index) => (fact, index)))
        {
            if (constructor.GetParameters().Length == 0)
                fact.SetValue(made, Fill(fact.PropertyType, seed + index + 3));
        }

        return made;
    }

    static void AssertSame(object? expected, object? actual, string path)
    {
        if (
            expected is null
            || expected is string
            || expected.GetType().IsPrimitive
            || expected is DateTime or TimeSpan
            || expected.GetType().IsEnum
        )
        {
            Assert.True(Equals(expected, actual), $"{path}: {expected} became {actual}");
            return;
        }

        Assert.True(actual is not null, $"{path} is lost");
        if (expected is IEnumerable items)
        {
            var (before, after) = (items.Cast<object>().ToList(), ((IEnumerable)actual).Cast<object>().ToList());
            Assert.True(before.Count == after.Count, $"{path}: {before.Count} became {after.Count}");
            for (var index = 0; index < before.Count; index++)
                AssertSame(before[index], after[index], $"{path}[{index}]");
            return;
        }

        foreach (var fact in Facts(expected.GetType()))
            AssertSame(fact.GetValue(expected), fact.GetValue(actual), $"{path}.{fact.Name}");
    }

    static IEnumerable<PropertyInfo> Facts(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(fact => fact.CanWrite);
}
