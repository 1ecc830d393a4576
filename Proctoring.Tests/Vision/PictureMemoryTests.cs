using Proctoring.Core.Observations;
using Proctoring.Core.Vision;
using Xunit;

namespace Proctoring.Tests.Vision;

/// <summary>A picture that does not change at all is distinguished from one with camera noise.</summary>
public sealed class PictureMemoryTests
{
    readonly PictureMemory memory = new();

    static byte[] Cells(int changed, byte by)
    {
        var cells = new byte[100];
        Array.Fill<byte>(cells, 80);
        for (var i = 0; i < changed; i++)
            cells[i] += by;
        return cells;
    }

    [Fact]
    public void Motion_is_measured_in_a_part_of_the_picture()
    {
        var cells = new byte[64 * 48];
        memory.Saw(cells);
        var moved = new byte[64 * 48];
        for (var y = 12; y < 24; y++)
            Array.Fill<byte>(moved, 90, (y * 64) + 16, 16);
        memory.Saw(moved);
        Assert.Equal(1, memory.MotionIn(new Box(0.25f, 0.25f, 0.25f, 0.25f)));
        Assert.Equal(0.5f, memory.MotionIn(new Box(0.25f, 0.25f, 0.5f, 0.25f)), 0.01f);
        Assert.Equal(0, memory.MotionIn(new Box(0.6f, 0.6f, 0.4f, 0.4f)));
        Assert.Equal(0, memory.MotionIn(new Box(0.6f, 0.6f, 0, 0)));
    }

    [Fact]
    public void A_moving_person_is_no_motion_around_the_face_and_another_person_is()
    {
        var face = new Box(0.4f, 0.3f, 0.2f, 0.3f);
        Assert.Equal(1, memory.MotionAround(face));
        var room = new byte[64 * 48];
        memory.Saw(room);
        memory.Saw(Changed(x => x is >= 14 and < 50));
        Assert.InRange(memory.Motion, FaceTrack.MuchMotion, 1);
        Assert.Equal(0, memory.MotionAround(face), 0.001f);
        memory.Saw(room);
        memory.Saw(Changed(x => x >= 56));
        Assert.InRange(memory.Motion, 0, FaceTrack.MuchMotion);
        Assert.InRange(memory.MotionAround(face), FaceTrack.MuchMotion, 1);

        static byte[] Changed(Func<int, bool> column) =>
            [.. Enumerable.Range(0, 64 * 48).Select(cell => column(cell % 64) && cell / 64 >= 10 ? (byte)200 : (byte)0)];
    }

    [Fact]
    public void A_change_of_exposure_is_no_motion_and_a_change_in_it_is()
    {
        var cells = new byte[64 * 48];
        Array.Fill<byte>(cells, 80);
        memory.Saw(cells);
        var brighter = Array.ConvertAll(cells, cell => (byte)(cell + 40));
        Assert.Equal((1f, 0f), (memory.Saw(brighter), memory.Motion));
        memory.Saw(cells);
        Array.Fill<byte>(brighter, 20, 0, 64 * 12);
        memory.Saw(brighter);
        Assert.InRange(memory.Motion, 0.25f, 1);
    }

    [Fact]
    public void The_first_frame_has_nothing_to_differ_from()
    {
        Assert.Null(memory.Saw(Cells(0, 0)));
        Assert.Equal(1, memory.Motion);
    }

    [Fact]
    public void A_frozen_picture_has_no_change_and_noise_is_change_but_no_motion()
    {
        memory.Saw(Cells(0, 0));
        Assert.Equal((0f, 0f), (memory.Saw(Cells(0, 0)), memory.Motion));
        Assert.Equal((0.3f, 0f), (memory.Saw(Cells(30, 1)), memory.Motion));
        Assert.Equal((0.3f, 0f), (memory.Saw(Cells(0, 0)), memory.Motion));
        Assert.Equal((0.4f, 0.4f), (memory.Saw(Cells(40, 60)), memory.Motion));
    }
}
