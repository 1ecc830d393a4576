// Runs dlib's own face recognition network on the formula picture of SyntheticPicture.cs and prints the recording as JSON.
// g++ -O2 -std=c++14 dlib.cpp -ldlib -lblas -llapack -o dlib && ./dlib dlib_face_recognition_resnet_model_v1.dat > ../dlib-resnet.json
#include <cmath>
#include <cstdio>
#include <vector>
#include <dlib/dnn.h>

using namespace dlib;

template <template <int, template <typename> class, int, typename> class B, int N, template <typename> class BN, typename S>
using residual = add_prev1<B<N, BN, 1, tag1<S>>>;
template <template <int, template <typename> class, int, typename> class B, int N, template <typename> class BN, typename S>
using residual_down = add_prev2<avg_pool<2, 2, 2, 2, skip1<tag2<B<N, BN, 2, tag1<S>>>>>>;
template <int N, template <typename> class BN, int stride, typename S>
using block = BN<con<N, 3, 3, 1, 1, relu<BN<con<N, 3, 3, stride, stride, S>>>>>;
template <int N, typename S> using same = relu<residual<block, N, affine, S>>;
template <int N, typename S> using down = relu<residual_down<block, N, affine, S>>;
template <typename S> using level4 = same<32, same<32, same<32, S>>>;
template <typename S> using level3 = same<64, same<64, same<64, down<64, S>>>>;
template <typename S> using level2 = same<128, same<128, down<128, S>>>;
template <typename S> using level1 = same<256, same<256, down<256, S>>>;
template <typename S> using level0 = down<256, S>;
using network = loss_metric<fc_no_bias<128, avg_pool_everything<level0<level1<level2<level3<level4<
    max_pool<3, 3, 2, 2, relu<affine<con<32, 7, 7, 2, 2, input_rgb_image_sized<150>>>>>>>>>>>>>;

static unsigned char value(int number, int y, int x, int channel)
{
    return (unsigned char)std::floor(
        128 + 60 * std::sin(0.11 * x * (channel + 1) + 0.05 * y + number) + 60 * std::cos(0.07 * y * (3 - channel) - 0.03 * x + 2 * number));
}

int main(int, char** arguments)
{
    network net;
    deserialize(arguments[1]) >> net;
    std::printf("{ \"runtime\": \"dlib 19.24 (libdlib-dev of Debian 12)\", \"pictures\": [");
    for (int number = 1; number <= 2; number++)
    {
        matrix<rgb_pixel> picture(150, 150);
        for (int y = 0; y < 150; y++)
            for (int x = 0; x < 150; x++)
                picture(y, x) = rgb_pixel(value(number, y, x, 0), value(number, y, x, 1), value(number, y, x, 2));

        matrix<float, 0, 1> out = net(picture);
        double sum = 0;
        for (long i = 0; i < out.size(); i++)
            sum += std::fabs(out(i));
        std::printf("%s\n  { \"embedding\": { \"length\": %ld, \"absoluteSum\": %.7g, \"step\": 2, \"values\": [", number == 1 ? "" : ",", out.size(), sum);
        for (long i = 0; i < out.size(); i += 2)
            std::printf("%s%.7g", i == 0 ? "" : ", ", out(i));
        std::printf("] } }");
    }
    std::printf("\n] }\n");
}
