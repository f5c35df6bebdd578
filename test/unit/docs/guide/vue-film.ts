import { createTracker } from 'ctv-tracker'
import type { Content } from 'ctv-tracker'
import { defineComponent, h, ref, watch } from 'vue'
import type { PropType } from 'vue'

// Outside every component: one tracker for the whole app.
export const tracker = createTracker({ apiKey: 'YOUR_WORKSPACE_KEY' })

export const Film = defineComponent({
  props: {
    film: { type: Object as PropType<Content>, required: true },
    src: { type: String, required: true },
  },
  setup(props) {
    const video = ref<HTMLVideoElement>()

    // Runs once the element is there, and again for another film; the clean-up runs before it and at the end.
    watch(
      [video, () => props.film.id],
      (_now, _before, onCleanup) => {
        if (!video.value) return
        const view = tracker.watch(video.value, props.film)
        onCleanup(() => view.end())
      },
      { flush: 'post' },
    )

    return () => h('video', { ref: video, src: props.src, autoplay: true })
  },
})
